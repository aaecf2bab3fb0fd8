/// What is broken, and what is expected then.
@NullMarked
package dev.paddock.proving.drill.fault;

import org.jspecify.annotations.NullMarked;
