package dev.paddock.controlplane.access;

import dev.paddock.controlplane.sql.Ids;
import jakarta.inject.Singleton;
import org.jdbi.v3.core.Jdbi;

/// The SQL of the keys that are known from the first start.
@Singleton
class ApiKeyStore {

    private final Jdbi jdbi;

    ApiKeyStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /// Makes `key` known under `name`. A key known already stays as it is, revoked or not.
    void ensure(ApiKey key, String name, Role role) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        insert into api_key (id, name, role, hash, prefix) values (:id, :name, :role, :hash, :prefix)
                        on conflict (hash) do nothing
                        """)
                .bind("id", Ids.prefixed("key"))
                .bind("name", name)
                .bind("role", role.wire())
                .bind("hash", key.hash())
                .bind("prefix", key.prefix())
                .execute());
    }
}
