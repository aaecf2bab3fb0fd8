/// What the report server holds, at a glance.
@NullMarked
package dev.paddock.controlplane.overview;

import org.jspecify.annotations.NullMarked;
