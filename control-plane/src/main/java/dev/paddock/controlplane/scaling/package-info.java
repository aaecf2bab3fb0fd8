/// How many runners each lane should have.
@NullMarked
package dev.paddock.controlplane.scaling;

import org.jspecify.annotations.NullMarked;
