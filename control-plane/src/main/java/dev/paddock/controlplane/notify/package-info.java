/// Tells users of what happens to runs and runners.
@NullMarked
package dev.paddock.controlplane.notify;

import org.jspecify.annotations.NullMarked;
