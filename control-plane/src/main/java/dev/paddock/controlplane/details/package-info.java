/// Runs as users see them: their details, one by one or many together.
@NullMarked
package dev.paddock.controlplane.details;

import org.jspecify.annotations.NullMarked;
