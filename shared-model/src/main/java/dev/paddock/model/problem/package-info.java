/// Errors as clients see them.
@NullMarked
package dev.paddock.model.problem;

import org.jspecify.annotations.NullMarked;
