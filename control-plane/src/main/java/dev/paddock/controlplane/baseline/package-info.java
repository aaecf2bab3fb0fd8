/// What targets looked like when somebody approved of it, version by version.
@NullMarked
package dev.paddock.controlplane.baseline;

import org.jspecify.annotations.NullMarked;
