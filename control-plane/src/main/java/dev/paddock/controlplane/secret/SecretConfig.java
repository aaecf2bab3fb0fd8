package dev.paddock.controlplane.secret;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/// The server's secret: a random text of at least 32 bytes, the same on every replica.
@ConfigMapping(prefix = "paddock.access")
interface SecretConfig {

    /// The secret itself; takes over from the file.
    Optional<String> secretKey();

    /// A file with the secret.
    Optional<Path> secretKeyFile();

    /// The secret before this one, still good for what was made with it.
    Optional<String> previousSecretKey();

    /// A file with the secret before this one.
    Optional<Path> previousSecretKeyFile();
}
