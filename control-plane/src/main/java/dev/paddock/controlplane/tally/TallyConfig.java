package dev.paddock.controlplane.tally;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How runs are tallied.
@ConfigMapping(prefix = "paddock.tally")
interface TallyConfig {

    /// How often the tallies go on. What is younger is counted one by one by whoever asks.
    @WithDefault("5s")
    Duration every();
}
