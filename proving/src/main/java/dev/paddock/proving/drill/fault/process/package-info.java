/// Processes that die, stand still, and are started again.
@NullMarked
package dev.paddock.proving.drill.fault.process;

import org.jspecify.annotations.NullMarked;
