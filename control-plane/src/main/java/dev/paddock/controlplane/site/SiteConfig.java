package dev.paddock.controlplane.site;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How reports are served.
@ConfigMapping(prefix = "paddock.site")
interface SiteConfig {

    /// How long the path of a reader with a session is good; then the page is opened again. Not longer than
    /// `paddock.generation.keep`.
    @WithDefault("4h")
    Duration pathLife();
}
