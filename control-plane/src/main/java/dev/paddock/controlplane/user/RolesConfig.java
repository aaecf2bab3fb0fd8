package dev.paddock.controlplane.user;

import dev.paddock.controlplane.access.Role;
import io.smallrye.config.ConfigMapping;
import java.util.Map;

/// Which users may sign in, and as what.
@ConfigMapping(prefix = "paddock.access")
interface RolesConfig {

    /// By e-mail address, or by the domain after its `@`. Who is in neither has no role.
    Map<String, Role> roles();
}
