/// What tests wrote about themselves: unpacked, counted, and judged by a quality gate.
@NullMarked
package dev.paddock.controlplane.outcome;

import org.jspecify.annotations.NullMarked;
