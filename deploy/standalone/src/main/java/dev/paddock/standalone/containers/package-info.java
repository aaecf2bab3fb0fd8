/// The machine's Docker engine and the image of the built-in reviewer.
@NullMarked
package dev.paddock.standalone.containers;

import org.jspecify.annotations.NullMarked;
