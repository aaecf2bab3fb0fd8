package dev.paddock.controlplane.usage;

import dev.paddock.controlplane.http.Paging;
import dev.paddock.controlplane.repository.RepositoryLimits;
import dev.paddock.model.wire.Page;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// The SQL of what repositories use. Everything is added up when it is asked for: whole days from the tallies, what is
/// not in them yet from the runs, bytes from indexes that have them.
@Singleton
class UsageStore {

    private static final String USED = """
            select p.id, p.name, p.limit_runs_per_month, p.limit_stored_bytes, p.past_due,
                to_char(month.began at time zone 'UTC', 'YYYY-MM') as month,
                (select coalesce(sum(t.runs), 0) from created_tally t
                    where t.agent_id = '' and t.repository_id = p.id and t.kind in ('executed', 'ingested')
                        and t.day >= (month.began at time zone 'UTC')::date)
                + (select count(*) from run r
                    where r.repository_id = p.id and r.created_at > u.at and r.created_at >= month.began) as runs,
                (select coalesce(sum(bytes), 0) from screenshot where repository_id = p.id)
                + (select coalesce(sum(bytes), 0) from report where repository_id = p.id)
                + (select coalesce(sum(bytes), 0) from baseline_version where repository_id = p.id) as bytes
            from repository p, tally_until u, (select date_trunc('month', now(), 'UTC') as began) month
            """;

    private static final String LIMITED = """
            id = any(:ids) and (past_due or limit_runs_per_month is not null or limit_stored_bytes is not null)
            """;

    private static final String WITHIN = " p.deleted_at is null and (:within::text[] is null or p.id = any(:within))";

    private final Jdbi jdbi;

    UsageStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /// Lets nobody else add to what those of these repositories use that have limits, until the end of the caller's
    /// transaction. In one order everywhere. False when none has.
    boolean lock(Collection<String> repositories) {
        return !jdbi.withHandle(handle -> handle.createQuery("""
                        select pg_advisory_xact_lock(of_repository)::text from (
                            select distinct hashtextextended(id, 7201003) as of_repository from repository
                            where %s order by of_repository) locks
                        """.formatted(LIMITED))
                        .bindArray("ids", String.class, List.copyOf(repositories))
                        .mapTo(String.class)
                        .list())
                .isEmpty();
    }

    /// What those of these repositories use that have limits.
    List<Usage> limited(Collection<String> repositories) {
        return jdbi.withHandle(handle -> handle.createQuery(USED + " where " + LIMITED)
                .bindArray("ids", String.class, List.copyOf(repositories))
                .map((row, context) -> usage(row))
                .list());
    }

    /// The repository, if it has limits.
    Optional<Usage> limited(String repository) {
        return limited(List.of(repository)).stream().findFirst();
    }

    /// A page of the repositories with these ids, by name; null = of all.
    Page<Usage> page(@Nullable List<String> within, Paging paging) {
        String[] ids = within == null ? null : within.toArray(new String[0]);
        return jdbi.withHandle(handle -> paging.with(
                handle.createQuery(USED + " where " + WITHIN + " order by p.name offset :skipped limit :most")
                        .bindByType("within", ids, String[].class)
                        .bind("skipped", paging.offset())
                        .bind("most", paging.perPage())
                        .map((row, context) -> usage(row))
                        .list(),
                handle.createQuery("select count(*) from repository p where " + WITHIN)
                        .bindByType("within", ids, String[].class)
                        .mapTo(Long.class)
                        .one()));
    }

    private static Usage usage(ResultSet row) throws SQLException {
        return new Usage(
                row.getString("id"),
                row.getString("name"),
                row.getString("month"),
                row.getLong("runs"),
                row.getLong("bytes"),
                RepositoryLimits.of(row));
    }
}
