/// Where sources may come from.
@NullMarked
package dev.paddock.model.source;

import org.jspecify.annotations.NullMarked;
