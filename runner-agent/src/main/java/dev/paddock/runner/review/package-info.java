/// The story of one task.
@NullMarked
package dev.paddock.runner.review;

import org.jspecify.annotations.NullMarked;
