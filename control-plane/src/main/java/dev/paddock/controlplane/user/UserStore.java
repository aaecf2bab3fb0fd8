package dev.paddock.controlplane.user;

import dev.paddock.controlplane.access.Role;
import dev.paddock.controlplane.sql.Columns;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// The SQL of `signed_in_user`.
@Singleton
class UserStore {

    /// @param override what an administrator made of the role; null = the configured one counts
    record Row(
            String email,
            String name,
            @Nullable String avatarUrl,
            String provider,
            @Nullable Role override,
            Instant firstLoginAt,
            Instant lastLoginAt) {}

    private final Jdbi jdbi;

    UserStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /// Whoever signed in last comes first.
    List<Row> list(int limit, int offset) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select email, name, avatar_url, provider, role_override, first_login_at, last_login_at
                        from signed_in_user order by last_login_at desc, email limit :limit offset :offset
                        """)
                .bind("limit", limit)
                .bind("offset", offset)
                .map((row, context) -> new Row(
                        row.getString("email"),
                        row.getString("name"),
                        row.getString("avatar_url"),
                        row.getString("provider"),
                        roleOrNull(row.getString("role_override")),
                        Columns.instant(row, "first_login_at"),
                        Columns.instant(row, "last_login_at")))
                .list());
    }

    long count() {
        return jdbi.withHandle(handle -> handle.createQuery("select count(*) from signed_in_user")
                .mapTo(Long.class)
                .one());
    }

    /// What an administrator made of a user's role; empty when nothing.
    Optional<Role> override(String email) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select role_override from signed_in_user where email = :email and role_override is not null")
                .bind("email", email)
                .map((row, context) -> Role.of(row.getString("role_override")))
                .findOne());
    }

    /// Notes that a user signs in now.
    void signedIn(String email, String name, @Nullable String avatarUrl, String provider) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        insert into signed_in_user (email, name, avatar_url, provider)
                        values (:email, :name, :avatar, :provider)
                        on conflict (email) do update set name = excluded.name, avatar_url = excluded.avatar_url,
                            provider = excluded.provider, last_login_at = now()
                        """)
                .bind("email", email)
                .bind("name", name)
                .bind("avatar", avatarUrl)
                .bind("provider", provider)
                .execute());
    }

    /// Sets what a user's role is from the next sign-in; null = the configured one. False when there is no such user.
    boolean setOverride(String email, @Nullable Role role) {
        return jdbi.withHandle(handle -> handle.createUpdate(
                                "update signed_in_user set role_override = :role where email = :email")
                        .bind("email", email)
                        .bind("role", role == null ? null : role.wire())
                        .execute())
                == 1;
    }

    private static @Nullable Role roleOrNull(@Nullable String word) {
        return word == null ? null : Role.of(word);
    }
}
