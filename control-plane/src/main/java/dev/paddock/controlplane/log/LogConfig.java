package dev.paddock.controlplane.log;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// How much of a log is kept.
@ConfigMapping(prefix = "paddock.log")
interface LogConfig {

    /// Of a task's log, in UTF-8; a little above what the agent is told, whose marker comes first.
    @WithDefault("17825792")
    long maxBytes();

    /// Of a line, in characters.
    @WithDefault("16384")
    int maxLine();
}
