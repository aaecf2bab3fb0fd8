package dev.paddock.controlplane.oidc;

import dev.paddock.controlplane.http.PublicUrl;
import dev.paddock.controlplane.secret.ServerSecrets;
import io.quarkus.oidc.OidcRequestContext;
import io.quarkus.oidc.OidcTenantConfig;
import io.quarkus.oidc.TenantConfigResolver;
import io.quarkus.oidc.runtime.OidcTenantConfig.ApplicationType;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The configured providers, as Quarkus' OpenID Connect wants them told: one tenant each, for `/auth/{provider}` and
/// its
/// callback and for no other path.
@ApplicationScoped
class Providers implements TenantConfigResolver {

    private static final Pattern PATH = Pattern.compile("/auth/([^/]+)(?:/callback)?");
    // A tenant's name stands in cookies, where an underscore ends it.
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,32}");
    private static final Set<String> TAKEN = Set.of("login", "logout", "me");
    // From leaving for the provider to coming back.
    private static final Duration FLOW = Duration.ofMinutes(10);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ProvidersConfig config;
    private final PublicUrl url;
    private final ServerSecrets secrets;
    private final Map<String, OidcTenantConfig> tenants = new TreeMap<>();

    Providers(ProvidersConfig config, PublicUrl url, ServerSecrets secrets) {
        this.config = config;
        this.url = url;
        this.secrets = secrets;
    }

    void start(@Observes @Priority(1) StartupEvent event) {
        config.providers().forEach((name, provider) -> {
            if (provider.issuer().isPresent() && provider.clientId().isPresent()) {
                tenants.put(
                        checked(name),
                        tenant(
                                name,
                                provider.issuer().get(),
                                provider.clientId().get(),
                                provider));
            }
        });
    }

    boolean has(String name) {
        return tenants.containsKey(name);
    }

    boolean trustsUnverifiedEmail(String name) {
        ProvidersConfig.Provider provider = config.providers().get(name);
        return provider != null && provider.trustUnverifiedEmail();
    }

    @Override
    public Uni<OidcTenantConfig> resolve(RoutingContext context, OidcRequestContext<OidcTenantConfig> requestContext) {
        return Uni.createFrom().item(tenant(context.normalizedPath()));
    }

    private @Nullable OidcTenantConfig tenant(String path) {
        if (!path.startsWith("/auth/")) {
            return null;
        }
        Matcher provider = PATH.matcher(path);
        return provider.matches() ? tenants.get(provider.group(1)) : null;
    }

    private OidcTenantConfig tenant(String name, String issuer, String client, ProvidersConfig.Provider provider) {
        var builder = OidcTenantConfig.authServerUrl(issuer)
                .tenantId(name)
                .applicationType(ApplicationType.WEB_APP)
                .clientId(client)
                .connectionTimeout(PATIENCE)
                .authentication()
                .scopes("email", "profile")
                .redirectPath(url.link("/auth/" + name + "/callback"))
                .pkceRequired()
                .nonceRequired()
                // It seals nonce and verifier in the flow's cookie, which any replica has to open.
                .stateSecret(HexFormat.of()
                        .formatHex(secrets.keys("paddock sign-in state").getFirst())
                        .substring(0, 32))
                .stateCookieAge(FLOW)
                .cookiePath("/auth/" + name)
                .cookieForceSecure(url.publicUrl().startsWith("https:"))
                // The session is ours, not the provider's.
                .removeRedirectParameters(false)
                .end();
        provider.clientSecretFile().ifPresent(file -> builder.credentials(read(file, name)));
        return builder.build();
    }

    private static String checked(String name) {
        if (!NAME.matcher(name).matches() || TAKEN.contains(name)) {
            throw new ConfigurationException("paddock.oidc.providers names one " + name
                    + "; choose another name of lower-case letters, digits and hyphens.");
        }
        return name;
    }

    private static String read(Path file, String name) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new ConfigurationException("The client secret's file " + file + " of the provider " + name
                    + " cannot be read; check its path and mode.");
        }
    }
}
