/// The command line of what proves: `./paddock bench`, `./paddock drill` and `./paddock fleet-day`.
@NullMarked
package dev.paddock.proving.cli;

import org.jspecify.annotations.NullMarked;
