package dev.paddock.controlplane.access;

import dev.paddock.controlplane.sql.Ids;
import dev.paddock.model.wire.WireEnum;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/// The SQL of `api_key`.
@Singleton
class ApiKeyStore {

    /// A key that may be used now.
    record Bearer(String keyId, Role role) {}

    private final Jdbi jdbi;

    ApiKeyStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /// Whose key it is; empty when it is unknown, revoked or expired.
    Optional<Bearer> find(ApiKey key) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select id, role from api_key
                        where hash = :hash and revoked_at is null and (expires_at is null or expires_at > now())
                        """)
                .bind("hash", key.hash())
                .map((row, context) -> new Bearer(row.getString("id"), Role.of(row.getString("role"))))
                .findOne());
    }

    /// Makes `key` known under `name`. A key known already stays as it is, revoked or not.
    void ensure(ApiKey key, String name, Role role) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        insert into api_key (id, name, role, hash) values (:id, :name, :role, :hash)
                        on conflict (hash) do nothing
                        """)
                .bind("id", Ids.prefixed("key"))
                .bind("name", name)
                .bind("role", WireEnum.spell(role))
                .bind("hash", key.hash())
                .execute());
    }
}
