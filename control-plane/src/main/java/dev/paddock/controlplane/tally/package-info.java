/// How many runs there are, by day and by duration.
@NullMarked
package dev.paddock.controlplane.tally;

import org.jspecify.annotations.NullMarked;
