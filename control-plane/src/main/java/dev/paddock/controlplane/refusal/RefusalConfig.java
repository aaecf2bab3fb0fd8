package dev.paddock.controlplane.refusal;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/// How refused callers are counted.
@ConfigMapping(prefix = "paddock.refusal")
interface RefusalConfig {

    /// How many refused credentials a minute are answered for one address, and for one beginning of a key.
    @WithDefault("10")
    int perMinute();

    /// Whose `X-Forwarded-For` is believed: addresses, and networks as `10.0.0.0/8`.
    Optional<List<String>> trustedProxies();
}
