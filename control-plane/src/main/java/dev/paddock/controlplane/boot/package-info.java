/// Wiring, without rules.
@NullMarked
package dev.paddock.controlplane.boot;

import org.jspecify.annotations.NullMarked;
