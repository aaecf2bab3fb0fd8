/// From an accepted run to the runner that claims it.
@NullMarked
package dev.paddock.controlplane.dispatch;

import org.jspecify.annotations.NullMarked;
