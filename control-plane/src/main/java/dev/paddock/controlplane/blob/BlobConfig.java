package dev.paddock.controlplane.blob;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How long blobs stay that nothing refers to.
@ConfigMapping(prefix = "paddock.blob")
interface BlobConfig {

    /// From when a blob was last put or asked for. Longer than any upload takes from its first part to its end.
    @WithDefault("24h")
    Duration grace();

    /// How often they are looked for.
    @WithDefault("5m")
    Duration sweep();
}
