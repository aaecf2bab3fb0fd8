package dev.paddock.controlplane.metrics;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// What the ledger's gauges show, and how often.
@ConfigMapping(prefix = "paddock.metrics")
interface MetricsConfig {

    /// The ledger is looked at this often; less often where a look takes long.
    @WithDefault("5s")
    Duration look();

    /// Lanes that are shown by name, those with the most pending tasks (the rest is shown as one), or those with the
    /// most tasks where it is shown how many runners they should have.
    @WithDefault("20")
    int lanes();
}
