package dev.paddock.controlplane.lease;

import dev.paddock.controlplane.access.TaskTokens;
import dev.paddock.controlplane.fleet.FleetConfig;
import dev.paddock.controlplane.run.TaskState;
import dev.paddock.controlplane.sql.Columns;
import dev.paddock.model.task.TaskPhase;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;

/// The SQL that keeps leases, the only right to work. Each method is one conditional statement on task rows; the
/// ledger's clock decides, and a lease that ran out stays so.
@Singleton
class Leases {

    /// A task as its runner names it.
    record Held(String runner, UUID task) {}

    /// A runner's process.
    record Holder(String runner, String session) {}

    private static final String RENEW = "lease_until = now() + :lease * interval '1 millisecond'";

    private static final String CONFIRM = """
            , confirmed_at = coalesce(confirmed_at, now()), deadline = coalesce(deadline, now()
                + (select timeout_seconds from run where run.id = task.run_id) * interval '1 second')
            """;

    private final Jdbi jdbi;
    private final FleetConfig config;

    Leases(Jdbi jdbi, FleetConfig config) {
        this.jdbi = jdbi;
        this.config = config;
    }

    /// Renews and confirms those of `named` that are leased to who names them; returns them.
    Set<Held> renew(Collection<Held> named) {
        return jdbi.withHandle(handle -> bind(handle.createQuery("""
                        with held as (
                            select t.id as held_id
                            from unnest(:tasks, :runners) as n (id, runner_id)
                                join task t on t.id = n.id and t.runner_id = n.runner_id
                            where t.state = any(:live) and t.lease_until > now()
                            order by t.id for no key update of t
                        )
                        update task set %s %s from held where id = held_id returning id, runner_id
                        """.formatted(RENEW, CONFIRM)), named)
                .bindArray("live", String.class, TaskState.LIVE)
                .bind("lease", config.lease().toMillis())
                .map((row, context) -> held(row))
                .set());
    }

    /// Renews everything that these processes hold. It confirms nothing: a claim whose reply was lost must not live on
    /// because its runner is busy with another.
    void renewAll(Collection<Holder> holders) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        with held as (
                            select t.id as held_id
                            from unnest(:runners, :sessions) as n (runner_id, session)
                                join task t on t.runner_id = n.runner_id and t.runner_session = n.session
                            where t.lease_until > now() and %s
                            order by t.id for no key update of t
                        )
                        update task set %s from held where id = held_id
                        """.formatted(Expiries.LIVE, RENEW))
                .bindArray(
                        "runners",
                        String.class,
                        holders.stream().map(Holder::runner).toList())
                .bindArray(
                        "sessions",
                        String.class,
                        holders.stream().map(Holder::session).toList())
                .bind("lease", config.lease().toMillis())
                .execute());
    }

    /// Those of `named` that who names them held until their run was cancelled.
    Set<Held> cancelled(Collection<Held> named) {
        return jdbi.withHandle(handle -> bind(handle.createQuery("""
                        select t.id, t.runner_id
                        from unnest(:tasks, :runners) as n (id, runner_id)
                            join task t on t.id = n.id and t.runner_id = n.runner_id
                        where t.state = 'cancelled'
                        """), named)
                .map((row, context) -> held(row))
                .set());
    }

    /// Moves a task to `phase`, renews and confirms it. Empty when the caller `keyId` does not speak for it, or it is
    /// not leased, or in a later phase.
    Optional<Instant> enter(UUID task, TaskPhase phase, String keyId) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        update task set state = :phase, %s %s
                        where id = :id and state = any(:before) and lease_until > now() and (:token
                            or exists (select from runner where runner.id = task.runner_id and key_id = :key))
                        returning lease_until
                        """.formatted(RENEW, CONFIRM))
                .bind("id", task)
                .bind("phase", phase.wire())
                .bindArray("before", String.class, TaskState.before(phase))
                .bind("token", keyId.equals(TaskTokens.callerOf(task)))
                .bind("key", keyId)
                .bind("lease", config.lease().toMillis())
                .map((row, context) -> Columns.instant(row, "lease_until"))
                .findOne());
    }

    private static Query bind(Query query, Collection<Held> named) {
        return query.bindArray(
                        "tasks", UUID.class, named.stream().map(Held::task).toList())
                .bindArray(
                        "runners",
                        String.class,
                        named.stream().map(Held::runner).toList());
    }

    private static Held held(ResultSet row) throws SQLException {
        return new Held(row.getString("runner_id"), row.getObject("id", UUID.class));
    }
}
