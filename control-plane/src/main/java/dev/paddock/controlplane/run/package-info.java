/// Runs and their tasks: both tables, every transition and guard.
@NullMarked
package dev.paddock.controlplane.run;

import org.jspecify.annotations.NullMarked;
