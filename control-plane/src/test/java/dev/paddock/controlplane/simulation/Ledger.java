package dev.paddock.controlplane.simulation;

import dev.paddock.controlplane.run.TaskState;
import dev.paddock.controlplane.sql.Columns;
import dev.paddock.model.run.RunStatus;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// What the ledger says of the runs of a story.
///
/// @param reviewed the paths of the reviews that were stored, by run
record Ledger(
        SortedMap<String, Review> runs,
        Map<String, List<String>> reviewed,
        Map<String, World.Agent> agents,
        Map<String, World.Runner> runners,
        Instant sweptAt,
        @Nullable Instant awayFrom,
        @Nullable Instant awayUntil) {

    private static final Review.Asked UNKNOWN = new Review.Asked("", "", null, null, "", 0, null, 0, 0);

    /// All of it, at one moment.
    static Ledger read(Jdbi jdbi) {
        return jdbi.withHandle(handle -> {
            SortedMap<String, Review> runs = runs(handle);
            attempts(handle, runs);
            events(handle, runs);
            return handle.createQuery("select swept_at, away_from, away_until from sweep")
                    .map((row, context) -> new Ledger(
                            runs,
                            reviewed(handle),
                            agents(handle),
                            runners(handle),
                            Columns.instant(row, "swept_at"),
                            Columns.instantOrNull(row, "away_from"),
                            Columns.instantOrNull(row, "away_until")))
                    .one();
        });
    }

    private static SortedMap<String, Review> runs(Handle handle) {
        SortedMap<String, Review> runs = new TreeMap<>();
        handle.createQuery("select id, status, version, superseded_by, failure_reason from run")
                .map((row, context) -> {
                    Review run = new Review(row.getString("id"), UNKNOWN);
                    run.status = RunStatus.of(row.getString("status"));
                    run.version = row.getLong("version");
                    run.supersededBy = row.getString("superseded_by");
                    run.reason = row.getString("failure_reason");
                    return run;
                })
                .forEach(run -> runs.put(run.id, run));
        return runs;
    }

    private static void attempts(Handle handle, Map<String, Review> runs) {
        handle.createQuery("select * from task order by run_id, attempt")
                .map((row, context) -> Objects.requireNonNull(runs.get(row.getString("run_id")))
                        .attempts
                        .add(attempt(row)))
                .list();
    }

    private static Attempt attempt(ResultSet row) throws SQLException {
        Attempt attempt = new Attempt(row.getInt("attempt"), Columns.instant(row, "created_at"));
        attempt.id = row.getObject("id", UUID.class);
        attempt.state = TaskState.of(row.getString("state"));
        attempt.hold = row.getString("hold_reason");
        attempt.heldUntil = Columns.instantOrNull(row, "held_until");
        attempt.group = row.getString("group_key");
        attempt.avoid = row.getString("avoid_runner");
        attempt.priority = row.getInt("priority");
        attempt.place = row.getObject("place", Long.class);
        attempt.readyAt = Columns.instantOrNull(row, "ready_at");
        attempt.runner = row.getString("runner_id");
        attempt.session = row.getString("runner_session");
        attempt.claimedAt = Columns.instantOrNull(row, "claimed_at");
        attempt.handedOutAt = Columns.instantOrNull(row, "handed_out_at");
        attempt.leaseUntil = Columns.instantOrNull(row, "lease_until");
        attempt.deadline = Columns.instantOrNull(row, "deadline");
        attempt.cancelledAt = Columns.instantOrNull(row, "cancelled_at");
        attempt.confirmed = row.getObject("confirmed_at") != null;
        byte[] digest = row.getBytes("result_digest");
        attempt.digest = digest == null ? null : new String(digest, StandardCharsets.UTF_8);
        return attempt;
    }

    private static void events(Handle handle, Map<String, Review> runs) {
        handle.createQuery("""
                        select run_id, seq, case type
                            when 'run.queued' then 'queued'
                            when 'run.started' then concat('started ', body ->> 'attempt', ' ', body ->> 'taskId', ' ',
                                body ->> 'runnerId')
                            when 'run.requeued' then concat('requeued ', body ->> 'attempt', ' ', body ->> 'taskState',
                                ' ', body ->> 'reason', case when body ->> 'delayMs' = '0' then ' at once' else ' later' end)
                            when 'run.finished' then concat('finished ', body ->> 'status', ' ',
                                coalesce(body ->> 'reason', 'null')) end as event
                        from run_event order by run_id, seq
                        """)
                .map((row, context) -> {
                    Review run = Objects.requireNonNull(runs.get(row.getString("run_id")));
                    run.events.add(row.getString("event"));
                    Disagreement.unless(
                            row.getLong("seq") == run.events.size(),
                            "the events of " + run.id + " have a gap before " + row.getLong("seq"));
                    return run;
                })
                .list();
    }

    private static Map<String, List<String>> reviewed(Handle handle) {
        Map<String, List<String>> reviewed = new HashMap<>();
        handle.createQuery("select run_id, array_agg(path) as paths from reviewed_file group by 1")
                .map((row, context) -> reviewed.put(row.getString("run_id"), List.of((String[])
                        row.getArray("paths").getArray())))
                .list();
        return reviewed;
    }

    private static Map<String, World.Agent> agents(Handle handle) {
        Map<String, World.Agent> agents = new HashMap<>();
        handle.createQuery("select id, status, concurrency_limit, supersede, changed_at from agent")
                .map((row, context) -> {
                    World.Agent agent = new World.Agent();
                    agent.paused = row.getString("status").equals("paused");
                    agent.limit = row.getObject("concurrency_limit", Integer.class);
                    agent.supersede = row.getBoolean("supersede");
                    agent.changedAt = Columns.instantOrNull(row, "changed_at");
                    return Map.entry(row.getString("id"), agent);
                })
                .forEach(agent -> agents.put(agent.getKey(), agent.getValue()));
        return agents;
    }

    private static Map<String, World.Runner> runners(Handle handle) {
        Map<String, World.Runner> runners = new HashMap<>();
        handle.createQuery("""
                        select *, greatest(last_heartbeat_at, registered_at) as heard_at,
                            greatest(last_poll_at, registered_at) as polled_at
                        from runner
                        """)
                .map((row, context) -> Map.entry(
                        row.getString("id"),
                        new World.Runner(
                                row.getString("key_id"),
                                row.getString("session"),
                                row.getInt("max_concurrency"),
                                Columns.texts(row, "tags"),
                                row.getBoolean("draining"),
                                row.getObject("deregistered_at") != null,
                                Columns.instant(row, "heard_at"),
                                Columns.instant(row, "polled_at"),
                                row.getString("reported").equals("offline"))))
                .forEach(runner -> runners.put(runner.getKey(), runner.getValue()));
        return runners;
    }
}
