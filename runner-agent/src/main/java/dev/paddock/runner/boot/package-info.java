/// Configuration, start and shutdown.
@NullMarked
package dev.paddock.runner.boot;

import org.jspecify.annotations.NullMarked;
