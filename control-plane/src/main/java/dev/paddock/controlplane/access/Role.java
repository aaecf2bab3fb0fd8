package dev.paddock.controlplane.access;

import dev.paddock.model.wire.WireEnum;
import java.util.Set;

/// What the bearer of a key may do.
enum Role {
    ADMIN(Set.of(Permission.VIEW, Permission.RUN, Permission.UPLOAD, Permission.MANAGE, Permission.TASK)),
    DEVELOPER(Set.of(Permission.VIEW, Permission.RUN, Permission.UPLOAD)),
    VIEWER(Set.of(Permission.VIEW)),
    RUNNER(Set.of(Permission.TASK));

    private final Set<String> permissions;

    Role(Set<String> permissions) {
        this.permissions = permissions;
    }

    Set<String> permissions() {
        return permissions;
    }

    static Role of(String word) {
        return WireEnum.of(Role.class, word);
    }
}
