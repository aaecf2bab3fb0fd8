/// Numbered rows, followed by all who wait at this replica.
@NullMarked
package dev.paddock.controlplane.tail;

import org.jspecify.annotations.NullMarked;
