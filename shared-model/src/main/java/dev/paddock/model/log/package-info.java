/// Log lines on their way from the runner to the reader.
@NullMarked
package dev.paddock.model.log;

import org.jspecify.annotations.NullMarked;
