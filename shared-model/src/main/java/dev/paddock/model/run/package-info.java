/// A review run as users ask for it and see it.
@NullMarked
package dev.paddock.model.run;

import org.jspecify.annotations.NullMarked;
