/// Static analysis of source code by PMD.
@NullMarked
package dev.paddock.reviewer.code;

import org.jspecify.annotations.NullMarked;
