/// Registered runners. Knows no task.
@NullMarked
package dev.paddock.controlplane.fleet;

import org.jspecify.annotations.NullMarked;
