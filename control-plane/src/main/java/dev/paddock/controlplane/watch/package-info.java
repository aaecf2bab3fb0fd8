/// Conditional reads of what is known of a run, and those that wait until it changes.
@NullMarked
package dev.paddock.controlplane.watch;

import org.jspecify.annotations.NullMarked;
