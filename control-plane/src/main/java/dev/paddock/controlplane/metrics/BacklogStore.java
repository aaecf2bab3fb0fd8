package dev.paddock.controlplane.metrics;

import dev.paddock.controlplane.fleet.FleetConfig;
import jakarta.inject.Singleton;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/// The SQL of the gauges: what waits in the ledger, and for whom there is room. It locks nothing.
@Singleton
class BacklogStore {

    /// Tasks of a lane that wait for the same reason: what holds them, or `ready`.
    record Pending(String lane, String reason, long tasks) {}

    /// What the runners can do at once.
    ///
    /// @param free of runners that are online, ask for tasks and do not drain
    /// @param busy by a live lease, whatever became of the runner
    /// @param silent free, of runners that are heard of and have not polled for longer than a poll may take
    /// @param offline free, of runners that are registered and not heard of, or say that they are offline
    /// @param draining free, of runners that take nothing new: they were told to drain, or stop
    record Slots(long free, long busy, long silent, long offline, long draining) {}

    /// Rows that wait for somebody outside.
    ///
    /// @param oldest seconds; 0 when nothing waits
    record Lag(long rows, double oldest) {}

    // The lane of what is not shown by name.
    private static final String OTHER = "other";

    private final Jdbi jdbi;
    private final FleetConfig fleet;

    BacklogStore(Jdbi jdbi, FleetConfig fleet) {
        this.jdbi = jdbi;
        this.fleet = fleet;
    }

    /// Pending tasks by lane and reason. The `lanes` fullest ones have their names.
    List<Pending> pending(int lanes) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        with waiting as (
                            select lane, 'ready' as reason, count(*) as tasks from task
                            where hold_reason is null and claimed_at is null and finished_at is null group by lane
                            union all
                            select lane, hold_reason, count(*) from task
                            where hold_reason is not null group by lane, hold_reason
                        ), fullest as (
                            select lane from waiting group by lane order by sum(tasks) desc, lane limit :lanes
                        )
                        select coalesce(f.lane, :other) as name, w.reason, sum(w.tasks) as tasks
                        from waiting w left join fullest f on f.lane = w.lane
                        group by name, w.reason
                        """)
                .bind("lanes", lanes)
                .bind("other", OTHER)
                .map((row, context) ->
                        new Pending(row.getString("name"), row.getString("reason"), row.getLong("tasks")))
                .list());
    }

    /// Every slot of every registered runner, once.
    Slots slots() {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        with slot as (
                            select greatest(r.max_concurrency - coalesce(l.live, 0), 0) as free,
                                coalesce(l.live, 0) as busy, r.draining or r.leaving as draining,
                                is_heard_of(r, :offline) as alive,
                                greatest(r.last_poll_at, r.registered_at)
                                    > now() - :silent * interval '1 millisecond' as asks
                            from runner r left join (
                                select runner_id, count(*) as live from task
                                where claimed_at is not null and finished_at is null group by runner_id
                            ) l on l.runner_id = r.id
                            where r.deregistered_at is null
                        )
                        select coalesce(sum(free) filter (where alive and not draining and asks), 0) as free,
                            coalesce(sum(busy), 0) as busy,
                            coalesce(sum(free) filter (where alive and not draining and not asks), 0) as silent,
                            coalesce(sum(free) filter (where not alive), 0) as offline,
                            coalesce(sum(free) filter (where alive and draining), 0) as draining
                        from slot
                        """)
                .bind("offline", fleet.offlineAfter().toMillis())
                .bind("silent", fleet.pollWait().plus(FleetConfig.BETWEEN_POLLS).toMillis())
                .map((row, context) -> new Slots(
                        row.getLong("free"),
                        row.getLong("busy"),
                        row.getLong("silent"),
                        row.getLong("offline"),
                        row.getLong("draining")))
                .one());
    }

    /// Ready tasks that are not announced on their topic yet.
    Lag announcements() {
        return lag("select count(*) as waiting, min(due_at) as since from announcement");
    }

    /// Events of runs that are not on their topic yet.
    Lag runEvents() {
        return events("run_event", "");
    }

    /// Events of runners that are not on their topic yet.
    Lag runnerEvents() {
        return events("runner_event", "runner_");
    }

    /// Messages that webhooks have not taken yet, also while they rest before their next attempt; the oldest is the one
    /// whose attempt has been due for the longest time.
    Lag webhooks() {
        return lag("select count(*) as waiting, min(due_at) as since from webhook_delivery where state = 'pending'");
    }

    /// Numbered ones are counted by their numbers, the others by their index.
    ///
    /// @param cursors what the names of the table's cursors begin with
    private Lag events(String table, String cursors) {
        return lag("""
                with cursor as (
                    select max(no) filter (where name = '{cursors}numbered') as numbered,
                        max(no) filter (where name = '{cursors}relayed') as relayed
                    from event_cursor
                )
                select (select numbered - relayed from cursor)
                        + (select count(*) from {table} where no is null) as waiting,
                    least((select min(at) from {table} where no is null),
                        (select at from {table} where no = (select relayed + 1 from cursor))) as since
                """.replace("{table}", table).replace("{cursors}", cursors));
    }

    private Lag lag(String query) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select waiting, greatest(coalesce(extract(epoch from now() - since), 0), 0)::float8 as oldest
                        from (%s) lag
                        """.formatted(query))
                .map((row, context) -> new Lag(row.getLong("waiting"), row.getDouble("oldest")))
                .one());
    }
}
