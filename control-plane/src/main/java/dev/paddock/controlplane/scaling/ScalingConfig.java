package dev.paddock.controlplane.scaling;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// What the desired numbers go by where a call does not say otherwise.
@ConfigMapping(prefix = "paddock.scaling")
interface ScalingConfig {

    /// Tasks that one runner works on at once, as the agent has it without a setting.
    @WithDefault("2")
    int slots();

    /// Runners beyond those that a lane needs.
    @WithDefault("0")
    int minIdle();

    /// Runners that no lane exceeds.
    @WithDefault("100")
    int max();

    /// So long after it was last needed, a number of runners is given up.
    @WithDefault("5m")
    Duration cooldown();

    /// Lanes with settings of their own, by name. Their metrics are always there.
    Map<String, OfLane> lanes();

    /// What is different in one lane.
    interface OfLane {

        OptionalInt slots();

        OptionalInt minIdle();

        OptionalInt max();

        Optional<Duration> cooldown();
    }
}
