/// The heap, shared out among what needs much of it.
@NullMarked
package dev.paddock.controlplane.memory;

import org.jspecify.annotations.NullMarked;
