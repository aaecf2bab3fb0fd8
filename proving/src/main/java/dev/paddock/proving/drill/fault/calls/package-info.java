/// Calls that come many at a time, or at a bad moment.
@NullMarked
package dev.paddock.proving.drill.fault.calls;

import org.jspecify.annotations.NullMarked;
