/// Runners that wait for tasks, and the claims that give them some.
@NullMarked
package dev.paddock.controlplane.claim;

import org.jspecify.annotations.NullMarked;
