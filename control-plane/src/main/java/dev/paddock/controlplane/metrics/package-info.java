/// What operators watch: the state of the ledger as gauges, what happened as counters and histograms.
@NullMarked
package dev.paddock.controlplane.metrics;

import org.jspecify.annotations.NullMarked;
