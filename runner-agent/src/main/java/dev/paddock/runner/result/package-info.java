/// From a reviewer's end and its out folder to a result, or to precisely why there is none.
@NullMarked
package dev.paddock.runner.result;

import org.jspecify.annotations.NullMarked;
