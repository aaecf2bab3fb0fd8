package dev.paddock.controlplane.key;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/// Keys that are known from the first start.
@ConfigMapping(prefix = "paddock.access")
interface InitialKeysConfig {

    /// A file with the text of an administrator's key.
    Optional<Path> adminKeyFile();

    /// A file with the text of a runner's key.
    Optional<Path> runnerKeyFile();

    /// A file with the text of a fleet's enrolment key.
    Optional<Path> enrolmentKeyFile();
}
