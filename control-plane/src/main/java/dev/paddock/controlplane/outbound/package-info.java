/// Calls to hosts that callers of this server name.
@NullMarked
package dev.paddock.controlplane.outbound;

import org.jspecify.annotations.NullMarked;
