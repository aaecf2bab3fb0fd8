/// What must hold when things break, looked at from outside.
@NullMarked
package dev.paddock.proving.drill.check;

import org.jspecify.annotations.NullMarked;
