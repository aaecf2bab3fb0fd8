/// What people decide about runs: reviews and pins.
@NullMarked
package dev.paddock.controlplane.decision;

import org.jspecify.annotations.NullMarked;
