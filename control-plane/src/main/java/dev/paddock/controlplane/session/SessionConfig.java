package dev.paddock.controlplane.session;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How long sessions and the keys that sign them last.
@ConfigMapping(prefix = "paddock.session")
interface SessionConfig {

    /// From sign-in to the end.
    @WithDefault("12h")
    Duration length();

    /// When a new key begins to sign.
    @WithDefault("P30D")
    Duration keyAge();

    /// How often the keys are looked at, and what has ended is removed.
    @WithDefault("1m")
    Duration look();
}
