/// Trying an ended run again.
@NullMarked
package dev.paddock.controlplane.retry;

import org.jspecify.annotations.NullMarked;
