/// Sends webhooks what they are to be told.
@NullMarked
package dev.paddock.controlplane.delivery;

import org.jspecify.annotations.NullMarked;
