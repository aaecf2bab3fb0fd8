package dev.paddock.controlplane.idempotency;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How long a repeat is known as one.
@ConfigMapping(prefix = "paddock.idempotency")
public interface IdempotencyConfig {

    /// After a call over HTTP.
    @WithDefault("24h")
    Duration keep();

    /// After a record on Kafka: longer than its topic keeps it, which is a week where nobody has said otherwise.
    @WithDefault("8d")
    Duration keepRecords();

    /// How often old ones are looked for.
    @WithDefault("10m")
    Duration sweep();
}
