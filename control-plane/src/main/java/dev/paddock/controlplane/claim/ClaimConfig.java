package dev.paddock.controlplane.claim;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How waiting runners get their tasks.
@ConfigMapping(prefix = "paddock.claim")
interface ClaimConfig {

    /// The claim loop looks at the ledger this often, whatever wakes it.
    @WithDefault("1s")
    Duration look();

    /// An unconfirmed claim is repeated to the same runner process after this long.
    @WithDefault("5s")
    Duration handOutAgain();
}
