/// What differs between two commits.
@NullMarked
package dev.paddock.model.change;

import org.jspecify.annotations.NullMarked;
