package dev.paddock.controlplane.outbound;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/// Where the server may send what it tells over HTTP.
@ConfigMapping(prefix = "paddock.outbound")
interface OutboundConfig {

    /// `https`, and `http` where it is allowed.
    @WithDefault("https")
    Set<String> schemes();

    /// Whether URLs may lead to private, loopback and link-local addresses.
    @WithDefault("false")
    boolean privateAddresses();

    /// A file with the certificates of authorities that are trusted beside those that Java knows, in PEM.
    Optional<Path> trustFile();
}
