package dev.paddock.controlplane.user;

import dev.paddock.controlplane.access.Role;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Who may sign in, as what, and who did.
@Singleton
public class Users {

    private final UserStore store;
    private final ConfiguredRoles configured;

    Users(UserStore store, ConfiguredRoles configured) {
        this.store = store;
        this.configured = configured;
    }

    /// How an e-mail address names a user: without regard to capitals.
    public static String key(String email) {
        return email.toLowerCase(Locale.ROOT);
    }

    /// Lets a user in whose provider vouches for the address, and notes it. The user's role; empty when he has none,
    /// and then nothing is noted.
    public Optional<Role> signIn(String email, String name, @Nullable String avatarUrl, String provider) {
        Optional<Role> role = store.override(key(email)).or(() -> configured.of(key(email)));
        role.ifPresent(known -> store.signedIn(key(email), name, avatarUrl, provider));
        return role;
    }

    List<UserView> list(int limit, int offset) {
        return store.list(limit, offset).stream().map(this::view).toList();
    }

    private UserView view(UserStore.Row row) {
        Role role = row.override() == null ? configured.of(row.email()).orElse(null) : row.override();
        return new UserView(
                row.email(),
                row.name(),
                row.avatarUrl(),
                row.provider(),
                role == null ? null : role.wire(),
                row.firstLoginAt(),
                row.lastLoginAt());
    }
}
