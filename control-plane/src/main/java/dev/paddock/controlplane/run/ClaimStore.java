package dev.paddock.controlplane.run;

import dev.paddock.controlplane.event.EventStore;
import dev.paddock.controlplane.sql.Columns;
import dev.paddock.controlplane.sql.Json;
import dev.paddock.model.event.RunEvent;
import dev.paddock.model.run.RunId;
import dev.paddock.model.run.Scope;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// The SQL of claims: one conditional statement decides who has a task.
@Singleton
public class ClaimStore {

    /// What a claim returns, but for its token and its repository's credential.
    public record Claimed(
            UUID taskId,
            RunId runId,
            int attempt,
            Instant leaseUntil,
            String repositoryId,
            String repositoryName,
            String cloneUrl,
            @Nullable String branch,
            @Nullable String baseSha,
            String commitSha,
            Scope scope,
            List<String> files,
            String image,
            @Nullable List<String> command,
            List<Integer> successExitCodes,
            Map<String, @Nullable Object> config,
            int timeoutSeconds,
            @Nullable String traceparent) {}

    private record Taken(UUID task, String run, int attempt) {}

    private final Jdbi jdbi;
    private final Json json;
    private final EventStore events;

    ClaimStore(Jdbi jdbi, Json json, EventStore events) {
        this.jdbi = jdbi;
        this.json = json;
        this.events = events;
    }

    /// Claims up to `limit` ready tasks for a runner, never more than its free slots, by priority and place.
    ///
    /// @param session the runner process that asks; one that a newer registration replaced gets nothing
    /// @param lease how long the claim is good
    @Transactional
    public List<Claimed> claim(String runner, String session, int limit, Duration lease) {
        return jdbi.withHandle(handle -> {
            int free = freeSlots(handle, runner, session);
            if (free <= 0) {
                return List.of();
            }
            List<Taken> taken = take(handle, runner, session, Math.min(limit, free), lease);
            taken.forEach(one -> start(handle, one, runner));
            return taken.isEmpty()
                    ? List.of()
                    : read(handle, taken.stream().map(Taken::task).toList());
        });
    }

    /// What this runner process claimed and, some seconds later, has not confirmed: its reply may have been lost.
    @Transactional
    public List<Claimed> handOutAgain(String runner, String session, Duration after) {
        return jdbi.withHandle(handle -> {
            List<UUID> again = handle.createQuery("""
                            update task set handed_out_at = now()
                            where runner_id = :runner and runner_session = :session and state = 'claimed'
                                and confirmed_at is null and lease_until > now()
                                and handed_out_at < now() - :after * interval '1 millisecond'
                            returning id
                            """)
                    .bind("runner", runner)
                    .bind("session", session)
                    .bind("after", after.toMillis())
                    .mapTo(UUID.class)
                    .list();
            return again.isEmpty() ? List.of() : read(handle, again);
        });
    }

    /// Locks the runner's row, so that two of its polls cannot fill the same slot. Only then it counts: a statement
    /// that had to wait for the lock would see the tasks as they were before.
    private static int freeSlots(Handle handle, String runner, String session) {
        return handle.createQuery("""
                        select max_concurrency from runner
                        where id = :runner and session = :session and deregistered_at is null and not draining
                        for no key update
                        """)
                .bind("runner", runner)
                .bind("session", session)
                .mapTo(Integer.class)
                .findOne()
                .map(slots -> slots - held(handle, runner))
                .orElse(0);
    }

    private static int held(Handle handle, String runner) {
        return handle.createQuery("""
                        select count(*) from task where runner_id = :runner
                            and state in ('claimed', 'preparing', 'cloning', 'reviewing', 'submitting')
                        """)
                .bind("runner", runner)
                .mapTo(Integer.class)
                .one();
    }

    private static List<Taken> take(Handle handle, String runner, String session, int limit, Duration lease) {
        return handle.createQuery("""
                        with picked as (
                            select t.id from task t join run r on r.id = t.run_id
                            where t.state = 'ready' and t.tags <@ (select tags from runner where id = :runner)
                            order by t.priority desc, t.place, t.id limit :limit
                            for no key update of t, r skip locked
                        )
                        update task t set state = 'claimed', runner_id = :runner, runner_session = :session,
                            claimed_at = now(), handed_out_at = now(),
                            lease_until = now() + :lease * interval '1 millisecond'
                        from picked where t.id = picked.id and t.state = 'ready'
                        returning t.id, t.run_id, t.attempt
                        """)
                .bind("runner", runner)
                .bind("session", session)
                .bind("limit", limit)
                .bind("lease", lease.toMillis())
                .map((row, context) ->
                        new Taken(row.getObject("id", UUID.class), row.getString("run_id"), row.getInt("attempt")))
                .list();
    }

    private void start(Handle handle, Taken taken, String runner) {
        long version = handle.createQuery("""
                        update run set status = 'running', version = version + 1, updated_at = now(),
                            started_at = coalesce(started_at, clock_timestamp())
                        where id = :run returning version
                        """)
                .bind("run", taken.run())
                .mapTo(Long.class)
                .one();
        events.append(
                new RunId(taken.run()),
                version,
                new RunEvent.Started(taken.attempt(), taken.task().toString(), runner));
    }

    private List<Claimed> read(Handle handle, Collection<UUID> tasks) {
        return handle.createQuery("""
                        select t.id, t.run_id, t.attempt, t.lease_until, p.id as repository_id, p.name, p.clone_url,
                            coalesce(r.branch, p.default_branch) as branch, r.base_sha, r.commit_sha, r.scope, r.files,
                            a.image, a.command, a.success_exit_codes, r.config, r.timeout_seconds, r.traceparent
                        from task t join run r on r.id = t.run_id join repository p on p.id = r.repository_id
                            join agent a on a.id = r.agent_id
                        where t.id = any(:ids) order by t.priority desc, t.place, t.id
                        """)
                .bindArray("ids", UUID.class, List.copyOf(tasks))
                .map((row, context) -> claimed(row))
                .list();
    }

    private Claimed claimed(ResultSet row) throws SQLException {
        return new Claimed(
                row.getObject("id", UUID.class),
                new RunId(row.getString("run_id")),
                row.getInt("attempt"),
                Columns.instant(row, "lease_until"),
                row.getString("repository_id"),
                row.getString("name"),
                row.getString("clone_url"),
                row.getString("branch"),
                row.getString("base_sha"),
                row.getString("commit_sha"),
                Scope.of(row.getString("scope")),
                Columns.texts(row, "files"),
                row.getString("image"),
                Columns.textsOrNull(row, "command"),
                Columns.ints(row, "success_exit_codes"),
                json.readObject(row.getString("config")),
                row.getInt("timeout_seconds"),
                row.getString("traceparent"));
    }
}
