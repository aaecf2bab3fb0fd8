/// The ledger as the stores see it: handles, columns, ids.
@NullMarked
package dev.paddock.controlplane.sql;

import org.jspecify.annotations.NullMarked;
