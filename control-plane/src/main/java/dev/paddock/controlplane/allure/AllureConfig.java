package dev.paddock.controlplane.allure;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Where Allure comes from and what one run of it may use.
@ConfigMapping(prefix = "paddock.allure")
interface AllureConfig {

    /// Where its versions are installed, each in a folder of its own; replicas of one machine may share it. Absent = a
    /// temporary folder of this process.
    Optional<Path> folder();

    /// Node.js, 20 or later: a path, or a name that is looked for on `PATH`.
    @WithDefault("node")
    String node();

    /// npm, alike. It reads the settings that it reads for the server's user, so a registry is configured there. What
    /// it
    /// fetched it keeps in the folder above where that user has no home.
    @WithDefault("npm")
    String npm();

    /// A YAML or JSON file with what reports are made with when nobody says otherwise; it may say what callers may.
    Optional<Path> configFile();

    /// How long an installation may take.
    @WithDefault("5m")
    Duration installTime();

    /// How long one run may take.
    @WithDefault("10m")
    Duration time();

    /// The heap of a run. About 200 MiB are enough for ten thousand tests.
    @WithDefault("1024")
    int heapMebibytes();

    /// Memory that a run writes to, its heap included.
    @WithDefault("2048")
    int dataMebibytes();

    /// Addresses that a run reserves; Node.js needs some 12 GiB for its WebAssembly alone.
    @WithDefault("24576")
    int addressMebibytes();

    /// The largest file of a report.
    @WithDefault("1024")
    int fileMebibytes();
}
