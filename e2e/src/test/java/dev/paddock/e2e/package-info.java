@NullMarked
package dev.paddock.e2e;

import org.jspecify.annotations.NullMarked;
