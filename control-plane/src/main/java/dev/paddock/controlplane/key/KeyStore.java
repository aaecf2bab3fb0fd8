package dev.paddock.controlplane.key;

import dev.paddock.controlplane.access.ApiKey;
import dev.paddock.controlplane.access.Role;
import dev.paddock.controlplane.sql.Columns;
import dev.paddock.controlplane.sql.Ids;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// The SQL of `api_key`, as administrators use it.
@Singleton
class KeyStore {

    private static final String COLUMNS = """
            id, name, prefix, role, scope_repositories, scope_projects, max_uses, uses, required_tags, ephemeral,
            enrolment_id, runner_id, created_by, created_at, expires_at,
            last_used_at, revoked_at, (revoked_at is null and (expires_at is null or expires_at > now())) as active
            """;

    // A key and, of a runner's credential, the others that the runner has from the same enrolment key.
    private static final String ONE = """
             where id in (select id from api_key where id = :id union all
                select other.id from api_key one join api_key other
                    on other.runner_id = one.runner_id and other.enrolment_id = one.enrolment_id
                where one.id = :id)
            """;

    private final Jdbi jdbi;

    KeyStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /// Stores a new key; of its text the hash and the beginning only.
    KeyView insert(ApiKey key, KeyView.Fresh fresh) {
        KeyView.Limits scope = fresh.scope();
        return jdbi.withHandle(handle -> handle.createQuery("""
                        insert into api_key (id, name, role, hash, prefix, expires_at, scope_repositories,
                            scope_projects, max_uses, required_tags, ephemeral, created_by)
                        values (:id, :name, :role, :hash, :prefix, :expires, :repositories, :projects, :most, :tags,
                            :ephemeral, :by)
                        returning
                        """ + COLUMNS)
                .bind("id", Ids.prefixed("key"))
                .bind("name", fresh.name())
                .bind("role", fresh.role().wire())
                .bind("hash", key.hash())
                .bind("prefix", key.prefix())
                .bind("expires", fresh.expiresAt())
                .bindByType("repositories", array(scope == null ? null : scope.repositories()), String[].class)
                .bindByType("projects", array(scope == null ? null : scope.projects()), String[].class)
                .bind("most", fresh.terms().maxUses())
                .bindArray("tags", String.class, fresh.terms().tags())
                .bind("ephemeral", fresh.terms().ephemeral())
                .bind("by", fresh.by())
                .map((row, context) -> view(row))
                .one());
    }

    /// Makes `key` known under `name`. Its new id; empty when it is known already: then it stays as it is, revoked or
    /// not.
    Optional<String> ensure(ApiKey key, String name, Role role) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        insert into api_key (id, name, role, hash, prefix) values (:id, :name, :role, :hash, :prefix)
                        on conflict (hash) do nothing
                        returning id
                        """)
                .bind("id", Ids.prefixed("key"))
                .bind("name", name)
                .bind("role", role.wire())
                .bind("hash", key.hash())
                .bind("prefix", key.prefix())
                .mapTo(String.class)
                .findOne());
    }

    private static String @Nullable [] array(@Nullable List<String> texts) {
        return texts == null ? null : texts.toArray(new String[0]);
    }

    /// The key, or empty.
    Optional<KeyView> find(String id) {
        return jdbi.withHandle(handle -> handle.createQuery("select " + COLUMNS + " from api_key where id = :id")
                .bind("id", id)
                .map((row, context) -> view(row))
                .findOne());
    }

    /// A part of all keys, newest first; of those that the enrolment key minted, unless it is null.
    KeyView.Listing list(@Nullable String enrolment, Slice slice) {
        String which = enrolment == null ? " from api_key " : " from api_key where enrolment_id = :enrolment ";
        Map<String, ?> bound = enrolment == null ? Map.of() : Map.of("enrolment", enrolment);
        return jdbi.withHandle(handle -> {
            long total = handle.createQuery("select count(*)" + which)
                    .bindMap(bound)
                    .mapTo(Long.class)
                    .one();
            List<KeyView> keys = handle.createQuery("select " + COLUMNS + which
                            + "order by created_at desc, id desc limit :limit offset :offset")
                    .bindMap(bound)
                    .bind("limit", slice.limit())
                    .bind("offset", slice.offset())
                    .map((row, context) -> view(row))
                    .list();
            return new KeyView.Listing(keys, total, slice.limit(), slice.offset());
        });
    }

    /// Ends a key and keeps its record; true when there is one, also when it was revoked before.
    boolean revoke(String id) {
        return changed("update api_key set revoked_at = coalesce(revoked_at, now())" + ONE, id);
    }

    /// As [#revoke], with everything that the key minted.
    boolean revokeAll(String id) {
        jdbi.useHandle(handle -> handle.createUpdate(
                        "update api_key set revoked_at = now() where enrolment_id = :id and revoked_at is null")
                .bind("id", id)
                .execute());
        return revoke(id);
    }

    /// Removes a key's record; true when there was one.
    boolean delete(String id) {
        return changed("delete from api_key" + ONE, id);
    }

    private boolean changed(String sql, String id) {
        return jdbi.withHandle(handle -> handle.createUpdate(sql).bind("id", id).execute()) > 0;
    }

    private static KeyView view(ResultSet row) throws SQLException {
        List<String> repositories = Columns.textsOrNull(row, "scope_repositories");
        String enrolment = Columns.textOrNull(row, "enrolment_id");
        boolean enrols = Role.ENROLMENT.wire().equals(row.getString("role"));
        return new KeyView(
                row.getString("id"),
                row.getString("name"),
                row.getString("prefix"),
                row.getString("role"),
                repositories == null ? null : new KeyView.Limits(repositories, Columns.texts(row, "scope_projects")),
                enrols ? terms(row) : null,
                enrolment == null ? null : new KeyView.Minted(enrolment, row.getString("runner_id")),
                row.getBoolean("active"),
                row.getString("created_by"),
                Columns.instant(row, "created_at"),
                Columns.instantOrNull(row, "expires_at"),
                Columns.instantOrNull(row, "last_used_at"),
                Columns.instantOrNull(row, "revoked_at"));
    }

    private static EnrolmentTerms terms(ResultSet row) throws SQLException {
        return new EnrolmentTerms(
                Columns.intOrNull(row, "max_uses"),
                row.getInt("uses"),
                Columns.texts(row, "required_tags"),
                row.getBoolean("ephemeral"));
    }
}
