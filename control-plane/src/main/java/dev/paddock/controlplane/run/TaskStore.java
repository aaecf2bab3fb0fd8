package dev.paddock.controlplane.run;

import dev.paddock.controlplane.sql.Ids;
import dev.paddock.model.log.LogLine;
import dev.paddock.model.run.RunId;
import dev.paddock.model.wire.WireEnum;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// The SQL of `task`, but for claims and ends. Who creates or ends a task holds its run's lock.
@Singleton
public class TaskStore {

    /// Why a task is not ready yet.
    public enum Hold {
        RESOLVING_REF,
        NOT_BEFORE,
        PAUSED,
        CONCURRENCY_GROUP,
        BACKOFF;

        /// The word used in the database and on the wire.
        public String wire() {
            return WireEnum.spell(this);
        }
    }

    /// A task as its run's guards need to see it.
    ///
    /// @param keyId the key of the runner that claimed it
    /// @param leased whether its lease has not run out, by the ledger's clock
    /// @param confirmed whether its runner has said anything about it
    public record Row(
            UUID id,
            RunId runId,
            int attempt,
            TaskState state,
            @Nullable String runnerId,
            @Nullable String keyId,
            boolean leased,
            boolean confirmed,
            byte @Nullable [] resultDigest) {}

    /// Fired when a task became ready; heard after commit.
    public record MadeReady() {}

    /// Fired when a result brings log lines, before its task ends and in the same transaction.
    public record LastLines(Row task, List<LogLine> lines) {}

    private static final String ROW = """
            select t.id, t.run_id, t.attempt, t.state, t.runner_id, r.key_id, t.result_digest,
                coalesce(t.lease_until > now(), false) as leased, t.confirmed_at is not null as confirmed
            from task t left join runner r on r.id = t.runner_id where
            """;

    private final Jdbi jdbi;

    TaskStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /// Adds the run's next task, held for `hold` until `delay` from now or until somebody lets it go.
    ///
    /// @param avoid the runner that gets it only when no other serves
    UUID add(RunId run, Hold hold, @Nullable Duration delay, @Nullable String avoid) {
        UUID id = Ids.task();
        jdbi.useHandle(handle -> handle.createUpdate("""
                        insert into task (id, run_id, repository_id, attempt, lane, tags, priority, state, hold_reason,
                            held_until, avoid_runner)
                        select :id, r.id, r.repository_id,
                            1 + coalesce((select max(attempt) from task t where t.run_id = r.id), 0),
                            coalesce(nullif(array_to_string(r.tags, ','), ''), 'default'), r.tags, r.priority,
                            'held', :hold, now() + :delay * interval '1 millisecond', :avoid
                        from run r where r.id = :run
                        """)
                .bind("id", id)
                .bind("run", run.value())
                .bind("hold", hold.wire())
                .bind("delay", delay == null ? null : delay.toMillis())
                .bind("avoid", avoid)
                .execute());
        return id;
    }

    /// Lets held tasks go. Each gets its place: behind what its repository has waiting, and not before the front, so
    /// that repositories take turns. Those held no longer are left alone.
    void makeReady(List<UUID> ids) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        with going as (
                            select id, repository_id, lane, priority,
                                row_number() over (partition by repository_id order by id) as nth
                            from task where id = any(:ids) and state = 'held'
                        ), %s, behind as (
                            select repository_id, coalesce((select max(place) from task t
                                where t.repository_id = g.repository_id and t.place is not null), 0) as place
                            from (select distinct repository_id from going) g
                        ), gone as (
                            update task t set state = 'ready', hold_reason = null, held_until = null, paused_by = null,
                                group_key = case when t.hold_reason = 'concurrency_group' then t.group_key end,
                                ready_at = clock_timestamp(),
                                place = greatest(front.place, behind.place + 1) + going.nth - 1
                            from going join behind using (repository_id) join front using (lane, priority)
                            where t.id = going.id and t.state = 'held' returning t.id
                        )
                        insert into announcement (task_id) select id from gone on conflict do nothing
                        """.formatted(TurnStore.FRONT.formatted("going")))
                .bindArray("ids", UUID.class, ids)
                .execute());
    }

    /// Holds a held task for another reason, until `until`.
    public void hold(UUID id, Hold hold, Instant until) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        update task set hold_reason = :hold, held_until = :until where id = :id and state = 'held'
                        """)
                .bind("id", id)
                .bind("hold", hold.wire())
                .bind("until", until)
                .execute());
    }

    /// The tasks that there are, by their id. Their rows are locked in the order of their ids, as heartbeats lock
    /// them: who changed them in another order and a heartbeat might wait for each other.
    public Map<UUID, Row> lockAll(List<UUID> ids) {
        return jdbi.withHandle(
                handle -> handle.createQuery(ROW + "t.id = any(:ids) order by t.id for no key update of t")
                        .bindArray("ids", UUID.class, ids)
                        .map((row, context) -> row(row))
                        .collect(Collectors.toMap(Row::id, task -> task)));
    }

    /// A task, or empty.
    public Optional<Row> find(UUID id) {
        return one("t.id = :id", id, null);
    }

    /// As [#find], with the row locked, so that no renewal comes between this look and what follows from it.
    public Optional<Row> lock(UUID id) {
        return one("t.id = :id for no key update of t", id, null);
    }

    /// The run's task that has not ended, or empty.
    public Optional<Row> open(RunId run) {
        return one("t.run_id = :run and t.finished_at is null", null, run);
    }

    private Optional<Row> one(String condition, @Nullable UUID id, @Nullable RunId run) {
        return jdbi.withHandle(handle -> handle.createQuery(ROW + condition)
                .bind("id", id)
                .bind("run", run == null ? null : run.value())
                .map((row, context) -> row(row))
                .findOne());
    }

    /// Tasks whose time to be held is over, oldest first.
    public List<Row> dueHeld(int limit) {
        return due("", "", limit);
    }

    /// The run's task, if its time to be held is over.
    public Optional<Row> dueHeld(RunId run) {
        return due("and t.run_id = :run", run.value(), 1).stream().findFirst();
    }

    private List<Row> due(String condition, String run, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select t.id, t.run_id, t.attempt, t.state, t.runner_id, null as key_id, t.result_digest,
                            false as leased, false as confirmed
                        from task t where t.state = 'held' and t.hold_reason in ('not_before', 'backoff')
                            and t.held_until <= now() %s
                        order by t.held_until limit :limit
                        """.formatted(condition))
                .bindMap(condition.isEmpty() ? Map.of() : Map.of("run", run))
                .bind("limit", limit)
                .map((row, context) -> row(row))
                .list());
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getObject("id", UUID.class),
                new RunId(row.getString("run_id")),
                row.getInt("attempt"),
                TaskState.of(row.getString("state")),
                row.getString("runner_id"),
                row.getString("key_id"),
                row.getBoolean("leased"),
                row.getBoolean("confirmed"),
                row.getBytes("result_digest"));
    }
}
