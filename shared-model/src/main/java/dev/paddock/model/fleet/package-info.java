/// How many runners a lane should have.
@NullMarked
package dev.paddock.model.fleet;

import org.jspecify.annotations.NullMarked;
