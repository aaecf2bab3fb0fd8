package dev.paddock.controlplane.retention;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How replicas agree about sweeps. What is deleted when, administrators say at `/api/settings/retention`.
@ConfigMapping(prefix = "paddock.retention")
interface RetentionConfig {

    /// How often each replica looks whether a sweep is due.
    @WithDefault("1m")
    Duration look();

    /// How long after its last sign of life the replica that sweeps counts as gone. Longer than a statement may take.
    @WithDefault("1m")
    Duration lease();
}
