/// How requests fail and what limits they have.
@NullMarked
package dev.paddock.controlplane.http;

import org.jspecify.annotations.NullMarked;
