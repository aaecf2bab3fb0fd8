/// Many runs: lists of them, and what they come to.
@NullMarked
package dev.paddock.controlplane.history;

import org.jspecify.annotations.NullMarked;
