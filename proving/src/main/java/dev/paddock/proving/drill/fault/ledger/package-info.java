/// The ledger, disks and clocks.
@NullMarked
package dev.paddock.proving.drill.fault.ledger;

import org.jspecify.annotations.NullMarked;
