/// The server's secret, and what is kept under it.
@NullMarked
package dev.paddock.controlplane.secret;

import org.jspecify.annotations.NullMarked;
