/// Programs that the server starts: each in a process group of its own, for a limited time.
@NullMarked
package dev.paddock.controlplane.child;

import org.jspecify.annotations.NullMarked;
