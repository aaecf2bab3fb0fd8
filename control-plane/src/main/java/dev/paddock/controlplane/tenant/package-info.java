/// What lies within the limits of a caller's credentials.
@NullMarked
package dev.paddock.controlplane.tenant;

import org.jspecify.annotations.NullMarked;
