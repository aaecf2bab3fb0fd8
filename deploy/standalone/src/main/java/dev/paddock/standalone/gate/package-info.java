/// `./paddock gate`: the verdict that CI waits for.
@NullMarked
package dev.paddock.standalone.gate;

import org.jspecify.annotations.NullMarked;
