package dev.paddock.controlplane.access;

import dev.paddock.model.wire.WireEnum;
import java.util.HashSet;
import java.util.Set;

/// What the bearer of a key, or a user, may do.
public enum Role {
    ADMIN(Set.of(
            Permission.VIEW,
            Permission.RUN,
            Permission.UPLOAD,
            Permission.MANAGE,
            Permission.TASK,
            Permission.TASK_CALL)),
    DEVELOPER(Set.of(Permission.VIEW, Permission.RUN, Permission.UPLOAD)),
    VIEWER(Set.of(Permission.VIEW)),
    RUNNER(Set.of(Permission.TASK, Permission.TASK_CALL)),
    ENROLMENT(Set.of(Permission.ENROL));

    /// What users may have; the others are for programs.
    public static final Set<Role> OF_USERS = Set.of(ADMIN, DEVELOPER, VIEWER);

    private final Set<String> permissions;

    Role(Set<String> permissions) {
        this.permissions = permissions;
    }

    /// What a key of this role may do.
    public Set<String> permissions() {
        return permissions;
    }

    /// What a session of this role may do: settings too, for one who may manage, and nothing of what a runner does,
    /// which takes a key: a runner belongs to one.
    public Set<String> sessionPermissions() {
        Set<String> all = new HashSet<>(permissions);
        all.removeAll(Set.of(Permission.TASK, Permission.TASK_CALL));
        if (all.contains(Permission.MANAGE)) {
            all.add(Permission.SETTINGS);
        }
        return Set.copyOf(all);
    }

    /// The role's word.
    public String wire() {
        return WireEnum.spell(this);
    }

    /// The role that `word` spells; [IllegalArgumentException] for any other text.
    public static Role of(String word) {
        return WireEnum.of(Role.class, word);
    }
}
