/// Submissions that go on whatever happens, and what was promised to who made them.
@NullMarked
package dev.paddock.proving.drill.load;

import org.jspecify.annotations.NullMarked;
