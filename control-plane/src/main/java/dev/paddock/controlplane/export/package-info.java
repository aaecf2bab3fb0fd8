/// Completed reviews in the formats of other tools.
@NullMarked
package dev.paddock.controlplane.export;

import org.jspecify.annotations.NullMarked;
