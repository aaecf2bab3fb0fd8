/// The commands of `./paddock`.
@NullMarked
package dev.paddock.standalone.cli;

import org.jspecify.annotations.NullMarked;
