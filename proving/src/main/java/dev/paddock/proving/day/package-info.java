/// A day of a fleet that scales, simulated: `./paddock fleet-day`.
@NullMarked
package dev.paddock.proving.day;

import org.jspecify.annotations.NullMarked;
