package dev.paddock.controlplane.repository;

import dev.paddock.controlplane.access.Scope;
import dev.paddock.controlplane.http.Paging;
import dev.paddock.model.wire.Page;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/// The SQL of `repository`. Nothing here sees deleted ones.
@Singleton
public class RepositoryStore {

    /// What is stored of a repository.
    ///
    /// @param credential sealed; null = none
    record Content(
            String name,
            String cloneUrl,
            @Nullable String defaultBranch,
            String owner,
            @Nullable String project,
            byte @Nullable [] credential,
            RepositoryLimits limits) {

        /// The same under another name.
        Content named(String other) {
            return new Content(other, cloneUrl, defaultBranch, owner, project, credential, limits);
        }
    }

    /// What became of a deletion.
    enum Deleted {
        DONE,
        UNKNOWN,
        IN_USE
    }

    private static final String COLUMNS = """
            id, name, clone_url, default_branch, owner, project, credential is not null as has_credential,
                limit_runs_per_month, limit_stored_bytes, past_due
            """;

    private static final String WITHIN =
            " from repository where deleted_at is null and (:scope::text[] is null or id = any(:scope))";

    private final Jdbi jdbi;

    RepositoryStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /// The repository whose id, name or clone URL is `reference`.
    public Optional<RepositoryView> find(String reference) {
        return jdbi.withHandle(handle -> handle.createQuery("select " + COLUMNS + """
                         from repository where :r in (id, name, clone_url) and deleted_at is null
                        """)
                .bind("r", reference)
                .map((row, context) -> view(row))
                .findFirst());
    }

    /// The repositories whose ids, names or clone URLs are `references`.
    public List<RepositoryView> findAll(List<String> references) {
        return jdbi.withHandle(handle -> handle.createQuery("select " + COLUMNS + """
                         from repository
                        where (id = any(:r) or name = any(:r) or clone_url = any(:r)) and deleted_at is null
                        """)
                .bindArray("r", String.class, references)
                .map((row, context) -> view(row))
                .list());
    }

    /// A page of the repositories within the limits, by name.
    Page<RepositoryView> page(Scope scope, Paging paging) {
        String[] within =
                scope.limited() ? Objects.requireNonNull(scope.bindable()).toArray(new String[0]) : null;
        return jdbi.withHandle(handle -> {
            long total = handle.createQuery("select count(*)" + WITHIN)
                    .bindByType("scope", within, String[].class)
                    .mapTo(Long.class)
                    .one();
            List<RepositoryView> page = handle.createQuery(
                            "select " + COLUMNS + WITHIN + " order by name offset :skipped limit :most")
                    .bindByType("scope", within, String[].class)
                    .bind("skipped", paging.offset())
                    .bind("most", paging.perPage())
                    .map((row, context) -> view(row))
                    .list();
            return paging.with(page, total);
        });
    }

    /// Adds a repository; empty when the name or the URL is taken.
    Optional<RepositoryView> insert(String id, Content content) {
        return jdbi.withHandle(handle -> bind(handle.createQuery("""
                        insert into repository (id, name, clone_url, default_branch, owner, project, credential,
                            limit_runs_per_month, limit_stored_bytes, past_due)
                        values (:id, :name, :url, :branch, :owner, :project, :credential, :runs, :bytes, :pastDue)
                        on conflict do nothing returning
                        """ + COLUMNS), content)
                .bind("id", id)
                .map((row, context) -> view(row))
                .findOne());
    }

    /// Replaces what `old` was by `content`; empty when it is not that any more, or the name or the URL is taken.
    ///
    /// @param keep whether the credential stays as it is, whatever `content` says
    Optional<RepositoryView> update(RepositoryView old, Content content, boolean keep) {
        return jdbi.withHandle(handle -> bind(handle.createQuery("""
                        update repository set name = :name, clone_url = :url, default_branch = :branch,
                            owner = :owner, project = :project, limit_runs_per_month = :runs,
                            limit_stored_bytes = :bytes, past_due = :pastDue,
                            credential = case when :keep then credential else :credential end
                        where id = :id and deleted_at is null
                            and (name, clone_url, owner) = (:oldName, :oldUrl, :oldOwner)
                            and (credential is not null) = :oldCredential
                            and (default_branch, project) is not distinct from (:oldBranch, :oldProject)
                            and (limit_runs_per_month, limit_stored_bytes, past_due)
                                is not distinct from (:oldRuns, :oldBytes, :oldPastDue)
                            and not exists (select from repository o where o.id <> :id and o.deleted_at is null
                                and (o.name = :name or o.clone_url = :url))
                        returning
                        """ + COLUMNS), content)
                .bind("id", old.id())
                .bind("keep", keep)
                .bind("oldCredential", old.hasCredential())
                .bind("oldName", old.name())
                .bind("oldUrl", old.cloneUrl())
                .bind("oldOwner", old.owner())
                .bind("oldBranch", old.defaultBranch())
                .bind("oldProject", old.project())
                .bind("oldRuns", old.limits().runsPerMonth())
                .bind("oldBytes", old.limits().storedBytes())
                .bind("oldPastDue", old.limits().pastDue())
                .map((row, context) -> view(row))
                .findOne());
    }

    /// Hides a repository that no open run is about, and forgets its credential. Waits for runs that are being stored.
    @Transactional
    public Deleted delete(String id) {
        return jdbi.withHandle(handle -> {
            boolean known = handle.createQuery(
                            "select id from repository where id = :id and deleted_at is null for update")
                    .bind("id", id)
                    .mapTo(String.class)
                    .findOne()
                    .isPresent();
            if (!known) {
                return Deleted.UNKNOWN;
            }
            boolean free = handle.createUpdate("""
                            update repository set deleted_at = now(), credential = null
                            where id = :id
                                and not exists (select from task where repository_id = :id and finished_at is null)
                            """).bind("id", id).execute() == 1;
            return free ? Deleted.DONE : Deleted.IN_USE;
        });
    }

    private static Query bind(Query query, Content content) {
        return query.bind("name", content.name())
                .bind("url", content.cloneUrl())
                .bind("branch", content.defaultBranch())
                .bind("owner", content.owner())
                .bind("project", content.project())
                .bind("runs", content.limits().runsPerMonth())
                .bind("bytes", content.limits().storedBytes())
                .bind("pastDue", content.limits().pastDue())
                .bindByType("credential", content.credential(), byte[].class);
    }

    private static RepositoryView view(ResultSet row) throws SQLException {
        return new RepositoryView(
                row.getString("id"),
                row.getString("name"),
                row.getString("clone_url"),
                row.getString("default_branch"),
                row.getString("owner"),
                row.getString("project"),
                row.getBoolean("has_credential"),
                RepositoryLimits.of(row));
    }
}
