/// Calls that may be repeated: the first one's reply is kept and given again.
@NullMarked
package dev.paddock.controlplane.idempotency;

import org.jspecify.annotations.NullMarked;
