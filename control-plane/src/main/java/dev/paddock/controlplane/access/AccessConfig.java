package dev.paddock.controlplane.access;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/// The server's secret, and keys that are known from the first start.
@ConfigMapping(prefix = "paddock.access")
interface AccessConfig {

    /// A file with a random text of at least 32 bytes, the same on every replica.
    Path secretKeyFile();

    /// A file with the text of an administrator's key.
    Optional<Path> adminKeyFile();

    /// A file with the text of a runner's key.
    Optional<Path> runnerKeyFile();
}
