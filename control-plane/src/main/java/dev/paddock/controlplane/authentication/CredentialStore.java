package dev.paddock.controlplane.authentication;

import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.access.Role;
import dev.paddock.controlplane.access.Scope;
import dev.paddock.controlplane.sql.Columns;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// The SQL that judges credentials.
@Singleton
class CredentialStore {

    /// Credentials that somebody shows.
    ///
    /// @param client the client's id; null for an API key
    /// @param hash the SHA-256 of the key or secret, in hex
    record Wanted(@Nullable String client, String hash) {}

    /// Whose credentials they are, and what they are good for now.
    record Bearer(String id, Set<String> permissions, Scope scope) {}

    private record Client(String hash, String repository) {}

    // All that a client may do lies under /api/v1 and at the gate, since nothing else reads its credentials.
    private static final Set<String> OF_CLIENTS = Role.DEVELOPER.permissions();

    private final Jdbi jdbi;

    CredentialStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /// Whose each is, in their order; empty for those that are unknown, revoked or expired. Two statements at most.
    List<Optional<Bearer>> find(List<Wanted> wanted) {
        Map<String, Bearer> keys = keys(wanted.stream()
                .filter(one -> one.client() == null)
                .map(Wanted::hash)
                .distinct()
                .toList());
        Map<String, Client> clients = clients(wanted.stream()
                .map(Wanted::client)
                .filter(id -> id != null)
                .distinct()
                .toList());
        return wanted.stream()
                .map(one -> one.client() == null
                        ? Optional.ofNullable(keys.get(one.hash()))
                        : bearer(one.client(), one.hash(), clients.get(one.client())))
                .toList();
    }

    private static Optional<Bearer> bearer(String id, String hash, @Nullable Client client) {
        if (client == null) {
            return Optional.empty();
        }
        boolean right = MessageDigest.isEqual(
                hash.getBytes(StandardCharsets.US_ASCII), client.hash().getBytes(StandardCharsets.US_ASCII));
        return right
                ? Optional.of(new Bearer(id, OF_CLIENTS, new Scope(Set.of(client.repository()), Set.of())))
                : Optional.empty();
    }

    private Map<String, Bearer> keys(List<String> hashes) {
        Map<String, Bearer> keys = new HashMap<>();
        if (hashes.isEmpty()) {
            return keys;
        }
        jdbi.useHandle(handle -> handle.createQuery("""
                        select wanted.hash, k.id, k.role, k.scope_projects,
                            case when k.scope_repositories is not null then k.scope_repositories || array(
                                select r.id from repository r where r.project = any(k.scope_projects)) end as repositories
                        from unnest(:hashes) as wanted (hash) join api_key k on k.hash = decode(wanted.hash, 'hex')
                        where k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
                        """)
                .bindArray("hashes", String.class, hashes)
                .map((row, context) -> Map.entry(row.getString("hash"), bearer(row)))
                .forEach(key -> keys.put(key.getKey(), key.getValue())));
        return keys;
    }

    /// A key for some repositories is no runner's: a runner serves whatever comes.
    private static Bearer bearer(ResultSet row) throws SQLException {
        List<String> repositories = Columns.textsOrNull(row, "repositories");
        Set<String> permissions = new HashSet<>(Role.of(row.getString("role")).permissions());
        if (repositories == null) {
            return new Bearer(row.getString("id"), permissions, Scope.ALL);
        }
        permissions.removeAll(Set.of(Permission.TASK, Permission.TASK_CALL));
        return new Bearer(
                row.getString("id"),
                permissions,
                new Scope(Set.copyOf(repositories), Set.copyOf(Columns.texts(row, "scope_projects"))));
    }

    private Map<String, Client> clients(List<String> ids) {
        Map<String, Client> clients = new HashMap<>();
        if (ids.isEmpty()) {
            return clients;
        }
        jdbi.useHandle(handle -> handle.createQuery("""
                        select c.id, encode(c.hash, 'hex') as hash, c.repository_id
                        from client c join repository r on r.id = c.repository_id and r.deleted_at is null
                        where c.id = any(:ids)
                        """)
                .bindArray("ids", String.class, ids)
                .map((row, context) -> Map.entry(
                        row.getString("id"), new Client(row.getString("hash"), row.getString("repository_id"))))
                .forEach(client -> clients.put(client.getKey(), client.getValue())));
        return clients;
    }
}
