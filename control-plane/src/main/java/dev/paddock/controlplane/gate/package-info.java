/// One verdict for a run.
@NullMarked
package dev.paddock.controlplane.gate;

import org.jspecify.annotations.NullMarked;
