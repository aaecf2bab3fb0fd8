package dev.paddock.controlplane.generation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// How reports are made.
@ConfigMapping(prefix = "paddock.generation")
interface GenerationConfig {

    /// How many at the same time at one replica; 0 = none, for a replica that only serves.
    @WithDefault("2")
    int atOnce();

    /// Where they are made, each in a folder of its own; absent = where the system keeps temporary files. Room for the
    /// results and the report of each.
    Optional<Path> folder();

    /// How often the queue is looked at when nobody says that there is something.
    @WithDefault("2s")
    Duration look();

    /// For how long a replica has a project's turn without saying that it lives, which it does four times meanwhile.
    @WithDefault("1m")
    Duration lease();

    /// After so many replicas that vanished over it a report is given up.
    @WithDefault("3")
    int tries();

    /// When npm fails to install what makes the reports, how long nobody tries it for the same project.
    @WithDefault("30s")
    Duration pause();

    /// For how long it is tried before the report is given up.
    @WithDefault("1h")
    Duration patience();

    /// The largest report.
    @WithDefault("4096")
    int siteMebibytes();

    /// How long a report is served to those who opened it after a newer one came.
    @WithDefault("12h")
    Duration keep();

    /// How often those that nobody may read any more are looked for.
    @WithDefault("10m")
    Duration sweep();
}
