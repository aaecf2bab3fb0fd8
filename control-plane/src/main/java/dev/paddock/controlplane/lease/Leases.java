package dev.paddock.controlplane.lease;

import dev.paddock.controlplane.fleet.FleetConfig;
import dev.paddock.controlplane.run.TaskState;
import dev.paddock.controlplane.sql.Columns;
import dev.paddock.model.run.RunId;
import dev.paddock.model.task.TaskPhase;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/// The SQL of leases: the only right to work. Each method is one conditional statement on task rows; the ledger's
/// clock decides.
@Singleton
class Leases {

    /// A task whose holder is gone, by `run` first, so that locks are taken in order.
    record Ended(RunId run, UUID task) {}

    private static final String RENEW = """
            lease_until = now() + :lease * interval '1 millisecond', confirmed_at = coalesce(confirmed_at, now()),
            deadline = coalesce(deadline, now()
                + (select timeout_seconds from run r where r.id = task.run_id) * interval '1 second')
            """;

    private final Jdbi jdbi;
    private final FleetConfig config;

    Leases(Jdbi jdbi, FleetConfig config) {
        this.jdbi = jdbi;
        this.config = config;
    }

    /// Renews the leases among `tasks` that the runner holds; returns those ids. A lease that ran out stays so.
    List<UUID> renew(String runner, List<UUID> tasks) {
        return jdbi.withHandle(handle -> handle.createQuery("update task set " + RENEW + """
                        where id = any(:ids) and runner_id = :runner and state = any(:live) and lease_until > now()
                        returning id
                        """)
                .bindArray("ids", UUID.class, tasks)
                .bind("runner", runner)
                .bindArray("live", String.class, TaskState.LIVE)
                .bind("lease", config.lease().toMillis())
                .mapTo(UUID.class)
                .list());
    }

    /// As [#renew] for everything that the runner's process `session` holds.
    List<UUID> renewAll(String runner, String session) {
        return jdbi.withHandle(handle -> handle.createQuery("update task set " + RENEW + """
                        where runner_id = :runner and runner_session = :session and state = any(:live)
                            and lease_until > now()
                        returning id
                        """)
                .bind("runner", runner)
                .bind("session", session)
                .bindArray("live", String.class, TaskState.LIVE)
                .bind("lease", config.lease().toMillis())
                .mapTo(UUID.class)
                .list());
    }

    /// Moves a leased task to `phase` and renews it; empty when it is not leased or in a later phase.
    Optional<Instant> enter(UUID task, TaskPhase phase) {
        return jdbi.withHandle(handle -> handle.createQuery("update task set state = :phase, " + RENEW + """
                        where id = :id and state = any(:before) and lease_until > now() returning lease_until
                        """)
                .bind("id", task)
                .bind("phase", phase.wire())
                .bindArray("before", String.class, TaskState.before(phase))
                .bind("lease", config.lease().toMillis())
                .map((row, context) -> Columns.instant(row, "lease_until"))
                .findOne());
    }

    /// Those of `tasks` whose run was cancelled.
    List<UUID> cancelled(List<UUID> tasks) {
        return jdbi.withHandle(
                handle -> handle.createQuery("select id from task where id = any(:ids) and state = 'cancelled'")
                        .bindArray("ids", UUID.class, tasks)
                        .mapTo(UUID.class)
                        .list());
    }

    /// Live tasks of a runner, but for those of its process `session`.
    List<Ended> heldByOthers(String runner, String session) {
        return live("runner_id = :runner and runner_session <> :session", Map.of("runner", runner, "session", session));
    }

    /// Live tasks of a runner.
    List<Ended> heldBy(String runner) {
        return live("runner_id = :runner", Map.of("runner", runner));
    }

    /// Live tasks whose lease ran out, and claims that nobody confirmed within `unconfirmed`.
    List<Ended> expired(Duration unconfirmed) {
        return live("""
                (lease_until <= now()
                    or confirmed_at is null and claimed_at < now() - :millis * interval '1 millisecond')
                """, Map.of("millis", unconfirmed.toMillis()));
    }

    /// Live tasks that are past their deadline by more than `grace`.
    List<Ended> overdue(Duration grace) {
        return live("deadline < now() - :millis * interval '1 millisecond'", Map.of("millis", grace.toMillis()));
    }

    private List<Ended> live(String condition, Map<String, ?> bindings) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select run_id, id from task
                        where state in ('claimed', 'preparing', 'cloning', 'reviewing', 'submitting') and %s
                        order by run_id limit 200
                        """.formatted(condition))
                .bindMap(bindings)
                .map((row, context) -> new Ended(new RunId(row.getString("run_id")), row.getObject("id", UUID.class)))
                .list());
    }
}
