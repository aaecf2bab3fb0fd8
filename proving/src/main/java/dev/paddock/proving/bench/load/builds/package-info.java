/// Builds in the ledger, and what is asked of a server that has many.
@NullMarked
package dev.paddock.proving.bench.load.builds;

import org.jspecify.annotations.NullMarked;
