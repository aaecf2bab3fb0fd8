/// A server that only reads a row, to be compared with.
@NullMarked
package dev.paddock.proving.bench.load.bare;

import org.jspecify.annotations.NullMarked;
