/// A seeded simulation of runs, tasks and leases: random steps against the real ledger, compared with a model.
@NullMarked
package dev.paddock.controlplane.simulation;

import org.jspecify.annotations.NullMarked;
