/// What a runner claims, does and reports.
@NullMarked
package dev.paddock.model.task;

import org.jspecify.annotations.NullMarked;
