/// How many runs there are, by day.
@NullMarked
package dev.paddock.controlplane.tally;

import org.jspecify.annotations.NullMarked;
