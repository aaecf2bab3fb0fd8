/// A task's log: lines, masked and numbered, on their way out.
@NullMarked
package dev.paddock.runner.log;

import org.jspecify.annotations.NullMarked;
