/// Whether the server serves, with what, and which one it is.
@NullMarked
package dev.paddock.controlplane.health;

import org.jspecify.annotations.NullMarked;
