/// Diffs of screenshots that came without one.
@NullMarked
package dev.paddock.controlplane.diff;

import org.jspecify.annotations.NullMarked;
