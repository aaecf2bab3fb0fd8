package dev.paddock.controlplane.disk;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How the disk is watched.
@ConfigMapping(prefix = "paddock.disk")
interface DiskConfig {

    /// How often each replica looks how full it is.
    @WithDefault("1m")
    Duration look();
}
