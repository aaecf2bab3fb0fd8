package dev.paddock.controlplane.notification;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How long notifications are kept.
@ConfigMapping(prefix = "paddock.notification")
interface NotificationConfig {

    /// From telling to deletion, read or not.
    @WithDefault("P90D")
    Duration keep();

    /// How many of the newest are kept, whatever their age.
    @WithDefault("10000")
    int most();

    /// How often it is looked whether there are older ones or more.
    @WithDefault("1m")
    Duration sweep();
}
