/// How often credentials may be refused, and from where calls come.
@NullMarked
package dev.paddock.controlplane.refusal;

import org.jspecify.annotations.NullMarked;
