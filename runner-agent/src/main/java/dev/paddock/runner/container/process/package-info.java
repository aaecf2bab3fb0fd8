/// The built-in reviewer as a child process, where there is no engine.
@NullMarked
package dev.paddock.runner.container.process;

import org.jspecify.annotations.NullMarked;
