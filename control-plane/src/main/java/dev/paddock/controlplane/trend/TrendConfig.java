package dev.paddock.controlplane.trend;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// How much of a project's past is kept.
@ConfigMapping(prefix = "paddock.trend")
interface TrendConfig {

    /// How many reports a project's history goes back.
    @WithDefault("20")
    int reports();

    /// The largest history of a project; older reports are forgotten to keep it.
    @WithDefault("32")
    int mebibytes();
}
