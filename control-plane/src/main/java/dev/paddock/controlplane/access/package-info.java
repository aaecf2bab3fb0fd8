/// Who calls, and what they may do.
@NullMarked
package dev.paddock.controlplane.access;

import org.jspecify.annotations.NullMarked;
