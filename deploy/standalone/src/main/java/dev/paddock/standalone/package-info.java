/// What all parts of the one-machine stack share.
@NullMarked
package dev.paddock.standalone;

import org.jspecify.annotations.NullMarked;
