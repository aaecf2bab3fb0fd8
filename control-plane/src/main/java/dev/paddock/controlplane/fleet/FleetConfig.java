package dev.paddock.controlplane.fleet;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// The pace that the server sets for its runners.
@ConfigMapping(prefix = "paddock.fleet")
public interface FleetConfig {

    /// What may lie between the end of one poll and the start of the next.
    Duration BETWEEN_POLLS = Duration.ofSeconds(15);

    /// A runner beats this often.
    @WithDefault("15s")
    Duration heartbeat();

    /// A runner not heard of for this long is shown offline.
    @WithDefault("45s")
    Duration offlineAfter();

    /// A task is lost this long after its last accepted call.
    @WithDefault("60s")
    Duration lease();

    /// The longest long poll.
    @WithDefault("60s")
    Duration pollWait();

    /// The server looks this often for runners that fell silent.
    @WithDefault("2s")
    Duration watch();
}
