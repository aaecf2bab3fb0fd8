/// What a review found.
@NullMarked
package dev.paddock.model.finding;

import org.jspecify.annotations.NullMarked;
