/// The calls to the control plane, each with its own retry budget.
@NullMarked
package dev.paddock.runner.controlplane;

import org.jspecify.annotations.NullMarked;
