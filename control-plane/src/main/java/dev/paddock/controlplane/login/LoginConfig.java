package dev.paddock.controlplane.login;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/// The built-in administrator, and how many wrong passwords are answered.
@ConfigMapping(prefix = "paddock.login")
interface LoginConfig {

    /// The name to sign in with.
    @WithDefault("admin")
    String adminUser();

    /// A file with the password of at least 8 characters.
    Optional<Path> adminPasswordFile();

    /// Wrong passwords a minute from one address; then it has to wait.
    @WithDefault("10")
    int failuresPerMinute();
}
