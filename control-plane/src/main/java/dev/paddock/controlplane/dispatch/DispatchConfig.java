package dev.paddock.controlplane.dispatch;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How tasks reach the runners that wait.
@ConfigMapping(prefix = "paddock.dispatch")
interface DispatchConfig {

    /// The claim loop looks at the ledger this often, whatever wakes it.
    @WithDefault("1s")
    Duration look();

    /// An unconfirmed claim is repeated to the same runner process after this long.
    @WithDefault("5s")
    Duration handOutAgain();

    /// Listing the refs of a repository may take this long.
    @WithDefault("10s")
    Duration resolveTimeout();

    /// So often is a repository asked that does not answer.
    @WithDefault("3")
    int resolveTries();
}
