package dev.paddock.controlplane.claim;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// What one attempt may use of its runner's machine.
@ConfigMapping(prefix = "paddock.limits")
interface LimitsConfig {

    /// Of the container, swap included.
    @WithDefault("1024")
    int memoryMb();

    /// Of the container.
    @WithDefault("2")
    double cpus();

    /// Processes and threads.
    @WithDefault("256")
    int pids();

    /// Of a task's log.
    @WithDefault("16777216")
    long maxLogBytes();

    /// Commits fetched at first.
    @WithDefault("2")
    int cloneDepth();
}
