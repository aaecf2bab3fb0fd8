package dev.paddock.controlplane.generation;

import dev.paddock.controlplane.allure.ReportConfig;
import dev.paddock.controlplane.build.BuildKey;
import dev.paddock.controlplane.sql.Columns;
import dev.paddock.controlplane.sql.Json;
import dev.paddock.controlplane.storage.Digest;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// The SQL that hands reports out. Who makes one has its project's turn: a lease on the project's row,
/// which only the ledger's clock ends. There is one turn a project, so its reports are made one after
/// the other; each has a holder of its own, so that what is late of an earlier one counts for nothing,
/// also within one process.
@Singleton
class GenerationStore {

    private final Jdbi jdbi;
    private final Json json;
    private final GenerationConfig config;

    GenerationStore(Jdbi jdbi, Json json, GenerationConfig config) {
        this.jdbi = jdbi;
        this.json = json;
        this.config = config;
    }

    /// Takes the turn of the project whose report has waited longest, and the report: first one that somebody began who
    /// is gone. Never waits for another replica. Empty when there is nothing to do.
    Optional<Job> claim() {
        String holder = UUID.randomUUID().toString();
        return jdbi.withHandle(handle -> handle.createQuery("""
                        with next as (
                            select g.id, g.environment_id, g.project_id, p.history
                            from generation g join report_project p using (environment_id, project_id)
                            where (p.lease_until is null or p.lease_until < now())
                                and (g.state = 'running' or not exists (select from generation r
                                    where r.environment_id = g.environment_id and r.project_id = g.project_id
                                        and r.state = 'running'))
                            order by g.id limit 1 for no key update of g, p skip locked),
                        turn as (
                            update report_project p
                            set holder = :holder, lease_until = now() + :lease * interval '1 millisecond'
                            from next
                            where p.environment_id = next.environment_id and p.project_id = next.project_id)
                        update generation g set state = 'running', tries = tries + 1 from next, build b
                        where g.id = next.id and b.id = g.build
                        returning g.id, g.build, g.environment_id, g.project_id, b.build_id, g.config::text, g.warnings,
                            b.results, next.history, g.tries
                        """)
                .bind("holder", holder)
                .bind("lease", config.lease().toMillis())
                .map((row, context) -> job(row, holder))
                .findOne());
    }

    /// Keeps turns.
    ///
    /// @param holders whose they are
    /// @return those who have theirs still
    Set<String> renew(Collection<String> holders) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        update report_project set lease_until = now() + :lease * interval '1 millisecond'
                        where holder = any(:holders) and lease_until > now()
                        returning holder
                        """)
                .bindArray("holders", String.class, List.copyOf(holders))
                .bind("lease", config.lease().toMillis())
                .mapTo(String.class)
                .collect(Collectors.toSet()));
    }

    /// Ends the turn and the job, in the caller's transaction. False when the turn was lost, or the build deleted: then
    /// what was made of it counts for nothing, and the project's next report can begin all the same.
    ///
    /// @param history the project's new one; null = it stays
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean end(Job job, @Nullable Digest history) {
        boolean there = endTurn(job) && delete(job);
        if (there && history != null) {
            jdbi.useHandle(handle -> handle.createUpdate("""
                            update report_project set history = :history
                            where environment_id = :environment and project_id = :project
                            """)
                    .bind("history", history.hex())
                    .bind("environment", job.key().environment())
                    .bind("project", job.key().project())
                    .execute());
        }
        return there;
    }

    /// True when it was the job's still.
    private boolean endTurn(Job job) {
        return jdbi.withHandle(handle -> handle.createUpdate("""
                        update report_project set holder = null, lease_until = null
                        where environment_id = :environment and project_id = :project
                            and holder = :holder and lease_until > now()
                        """)
                        .bind("environment", job.key().environment())
                        .bind("project", job.key().project())
                        .bind("holder", job.holder())
                        .execute())
                == 1;
    }

    private boolean delete(Job job) {
        return jdbi.withHandle(handle -> handle.createUpdate("delete from generation where id = :id")
                        .bind("id", job.id())
                        .execute())
                == 1;
    }

    /// Gives the turn back, with the job as if it had not been begun.
    @Transactional
    public void giveBack(Job job) {
        if (endTurn(job)) {
            jdbi.useHandle(handle -> handle.createUpdate(
                            "update generation set tries = tries - 1 where id = :id and state = 'running'")
                    .bind("id", job.id())
                    .execute());
        }
    }

    /// Leaves the job for whoever takes it when the pause is over, as if it had not been begun. False
    /// when that has been done for long enough, or the turn was lost.
    @Transactional
    public boolean putOff(Job job) {
        return jdbi.withHandle(handle -> handle.createUpdate("""
                        with turn as (
                            update report_project set lease_until = now() + :pause * interval '1 millisecond'
                            where environment_id = :environment and project_id = :project
                                and holder = :holder and lease_until > now()
                            returning holder)
                        update generation set tries = tries - 1, put_off_since = coalesce(put_off_since, now())
                        where id = :id and exists (select from turn)
                            and (put_off_since is null
                                or put_off_since > now() - :patience * interval '1 millisecond')
                        """)
                        .bind("pause", config.pause().toMillis())
                        .bind("environment", job.key().environment())
                        .bind("project", job.key().project())
                        .bind("holder", job.holder())
                        .bind("id", job.id())
                        .bind("patience", config.patience().toMillis())
                        .execute())
                == 1;
    }

    /// Publications that nobody may read any more, the oldest first.
    List<String> outlived(Duration keep, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select id from publication where superseded_at < now() - :keep * interval '1 millisecond'
                        order by superseded_at limit :limit for update skip locked
                        """)
                .bind("keep", keep.toMillis())
                .bind("limit", limit)
                .mapTo(String.class)
                .list());
    }

    private Job job(ResultSet row, String holder) throws SQLException {
        String history = row.getString("history");
        return new Job(
                row.getLong("id"),
                row.getString("build"),
                new BuildKey(row.getString("environment_id"), row.getString("project_id"), row.getString("build_id")),
                new ReportConfig(json.readObject(row.getString("config")), Columns.texts(row, "warnings")),
                new Digest(row.getString("results")),
                history == null ? null : new Digest(history),
                row.getInt("tries"),
                holder);
    }
}
