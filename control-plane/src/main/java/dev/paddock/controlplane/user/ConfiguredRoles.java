package dev.paddock.controlplane.user;

import dev.paddock.controlplane.access.Role;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The roles that the configuration gives: by e-mail address first, then by its domain, which has to be the whole of
/// what follows the last `@`.
@Singleton
class ConfiguredRoles {

    private final Map<String, Role> byAddressOrDomain = new HashMap<>();

    @Inject
    ConfiguredRoles(RolesConfig config) {
        this(config.roles());
    }

    ConfiguredRoles(Map<String, Role> roles) {
        roles.forEach((name, role) -> {
            if (!Role.OF_USERS.contains(role)) {
                throw new ConfigurationException("paddock.access.roles makes " + name + " " + role.wire()
                        + ", which no user is; choose admin, developer or viewer.");
            }
            byAddressOrDomain.put(name.toLowerCase(Locale.ROOT), role);
        });
    }

    /// So that wrong roles are told before anything runs.
    void start(@Observes @Priority(1) StartupEvent event) {}

    /// The role of a lower-case address; empty when the configuration says nothing of it.
    Optional<Role> of(String email) {
        return Optional.ofNullable(byAddressOrDomain.get(email))
                .or(() -> Optional.ofNullable(byAddressOrDomain.get(email.substring(email.lastIndexOf('@') + 1))));
    }
}
