/// The command line of what proves: `./paddock bench` and `./paddock drill`.
@NullMarked
package dev.paddock.proving.cli;

import org.jspecify.annotations.NullMarked;
