package dev.paddock.controlplane.lease;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How leases end.
@ConfigMapping(prefix = "paddock.lease")
interface LeaseConfig {

    /// Heartbeats are committed at most this often; an agent waits three seconds for its answer.
    @WithDefault("1s")
    Duration heartbeatPace();

    /// The sweeper looks this often.
    @WithDefault("2s")
    Duration sweep();

    /// A claim that its runner has not confirmed for this long is given to another.
    @WithDefault("30s")
    Duration unconfirmed();

    /// The server ends a task this long after the time limit that the agent enforces.
    @WithDefault("60s")
    Duration deadlineGrace();

    /// After a silence of the ledger this long, expired leases are nobody's fault.
    @WithDefault("30s")
    Duration outage();

    /// A run that nobody served for this long has timed out.
    @WithDefault("24h")
    Duration queueTimeout();
}
