/// The loops: claim tasks, send heartbeats, watch leases.
@NullMarked
package dev.paddock.runner.worker;

import org.jspecify.annotations.NullMarked;
