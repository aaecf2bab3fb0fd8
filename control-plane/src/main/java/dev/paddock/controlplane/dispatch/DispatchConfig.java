package dev.paddock.controlplane.dispatch;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How tasks reach the runners that wait.
@ConfigMapping(prefix = "paddock.dispatch")
interface DispatchConfig {

    /// Who waits for a commit to be resolved is looked for this often, whatever wakes the resolver.
    @WithDefault("1s")
    Duration look();

    /// Listing the refs of a repository may take this long.
    @WithDefault("10s")
    Duration resolveTimeout();

    /// So often is a repository asked that does not answer.
    @WithDefault("3")
    int resolveTries();
}
