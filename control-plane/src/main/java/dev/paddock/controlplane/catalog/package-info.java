/// The review agents, and which sources they may be pointed at.
@NullMarked
package dev.paddock.controlplane.catalog;

import org.jspecify.annotations.NullMarked;
