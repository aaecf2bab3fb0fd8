package dev.paddock.controlplane.command;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How runners are told.
@ConfigMapping(prefix = "paddock.command")
interface CommandConfig {

    /// The server looks at the ledger this often for what to tell, whatever wakes it: half of the second that is
    /// promised.
    @WithDefault("500ms")
    Duration look();

    /// A stream is never silent for longer.
    @WithDefault("15s")
    Duration ping();
}
