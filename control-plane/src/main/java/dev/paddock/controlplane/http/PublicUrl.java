package dev.paddock.controlplane.http;

import io.smallrye.config.ConfigMapping;

/// Where clients reach this server.
@ConfigMapping(prefix = "paddock.http")
public interface PublicUrl {

    /// Scheme, host and port, without a slash at the end; the beginning of every absolute link.
    String publicUrl();

    /// The absolute link to `path`, which begins with a slash.
    default String link(String path) {
        return publicUrl() + path;
    }
}
