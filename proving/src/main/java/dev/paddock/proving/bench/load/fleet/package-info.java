/// A large fleet that has nothing to do: registered, waiting, beating.
@NullMarked
package dev.paddock.proving.bench.load.fleet;

import org.jspecify.annotations.NullMarked;
