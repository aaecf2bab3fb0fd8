/// Runners as they register, beat and are shown.
@NullMarked
package dev.paddock.model.runner;

import org.jspecify.annotations.NullMarked;
