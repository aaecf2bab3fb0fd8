/// The right to work: kept by calls, ended by the sweeper.
@NullMarked
package dev.paddock.controlplane.lease;

import org.jspecify.annotations.NullMarked;
