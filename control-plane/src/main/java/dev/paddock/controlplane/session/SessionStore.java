package dev.paddock.controlplane.session;

import dev.paddock.controlplane.access.Role;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/// The SQL of `session`.
@Singleton
class SessionStore {

    private final Jdbi jdbi;

    SessionStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    void add(String id, Person person, Duration length) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        insert into session (id, email, name, avatar_url, provider, role, expires_at)
                        values (:id, :email, :name, :avatar, :provider, :role,
                            now() + make_interval(secs => :length))
                        """)
                .bind("id", id)
                .bind("email", person.email())
                .bind("name", person.name())
                .bind("avatar", person.avatarUrl())
                .bind("provider", person.provider())
                .bind("role", person.role().wire())
                .bind("length", length.toSeconds())
                .execute());
    }

    /// Whose session it is; empty when it has ended or never was.
    Optional<Person> find(String id) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select email, name, avatar_url, provider, role from session
                        where id = :id and ended_at is null and expires_at > now()
                        """)
                .bind("id", id)
                .map((row, context) -> new Person(
                        row.getString("email"),
                        row.getString("name"),
                        row.getString("avatar_url"),
                        row.getString("provider"),
                        Role.of(row.getString("role"))))
                .findOne());
    }

    /// Ends a session; one that has ended stays as it is.
    void end(String id) {
        jdbi.useHandle(
                handle -> handle.createUpdate("update session set ended_at = now() where id = :id and ended_at is null")
                        .bind("id", id)
                        .execute());
    }

    /// Removes what has ended by itself.
    void forget() {
        jdbi.useHandle(handle -> handle.execute("delete from session where expires_at < now() - interval '1 day'"));
    }
}
