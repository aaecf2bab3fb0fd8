package dev.paddock.controlplane.upload;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How long uploads may take, and how long they are kept.
@ConfigMapping(prefix = "paddock.upload")
public interface UploadConfig {

    /// How long an upload in chunks waits for the next one before it fails. No longer than the grace time of blobs.
    @WithDefault("24h")
    Duration abandoned();

    /// For how long a process that has an upload in work holds it without a sign of life.
    @WithDefault("60s")
    Duration lease();

    /// How long what is known of an upload stays after its end.
    @WithDefault("P90D")
    Duration keep();

    /// How often it is looked for those that are over.
    @WithDefault("15s")
    Duration sweep();
}
