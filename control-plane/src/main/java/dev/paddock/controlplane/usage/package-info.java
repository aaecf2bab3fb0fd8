/// What repositories use, and how much they may.
@NullMarked
package dev.paddock.controlplane.usage;

import org.jspecify.annotations.NullMarked;
