/// Why a run waits.
@NullMarked
package dev.paddock.controlplane.queue;

import org.jspecify.annotations.NullMarked;
