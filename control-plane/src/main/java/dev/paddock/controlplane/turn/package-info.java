/// Lets go what waits for its turn, and ages what waits for a runner.
@NullMarked
package dev.paddock.controlplane.turn;

import org.jspecify.annotations.NullMarked;
