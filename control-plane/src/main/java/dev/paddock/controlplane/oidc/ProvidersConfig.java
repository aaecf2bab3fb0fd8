package dev.paddock.controlplane.oidc;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Who may vouch for users.
@ConfigMapping(prefix = "paddock.oidc")
interface ProvidersConfig {

    /// By the name that stands in `/auth/{provider}`.
    Map<String, Provider> providers();

    /// One provider. Without an issuer or a client id it is off.
    interface Provider {

        /// The issuer's URL, below which `.well-known/openid-configuration` lies.
        Optional<String> issuer();

        /// This server's name at the provider.
        Optional<String> clientId();

        /// A file with this server's secret at the provider.
        Optional<Path> clientSecretFile();

        /// Whether to believe addresses that the provider does not say it has verified. Only for a provider that gives
        /// out its addresses itself.
        @WithDefault("false")
        boolean trustUnverifiedEmail();
    }
}
