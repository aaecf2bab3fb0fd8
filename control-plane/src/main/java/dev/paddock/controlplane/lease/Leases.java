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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatement;

/// The SQL that keeps leases, the only right to work. Each method is one conditional statement on task rows; the
/// ledger's clock decides, and a lease that ran out stays so.
@Singleton
class Leases {

    /// A task as its runner names it.
    record Held(String runner, UUID task) {}

    /// A runner's process.
    record Holder(String runner, String session) {}

    /// A task that is to enter a phase.
    ///
    /// @param keyId who says so
    record Entry(UUID task, TaskPhase phase, String keyId) {}

    private static final String RENEW = "lease_until = now() + :lease * interval '1 millisecond'";

    // A lease outlives its run's cancellation by no more than itself and the transaction that cancelled.
    private static final int CANCELLED_LEASES = 2;

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

    /// Locks what is named and what these processes hold, in one order: a transaction that renews both takes two
    /// statements, and whoever else wants rows of both would wait for it as it waits for them.
    void lock(Collection<Held> named, Collection<Holder> holders) {
        jdbi.useHandle(handle -> bindHolders(bind(handle.createQuery("""
                                select t.id from task t where t.id in (
                                    select m.id from unnest(:tasks, :runners) as n (id, runner_id)
                                        join task m on m.id = n.id and m.runner_id = n.runner_id
                                    union
                                    select t.id from unnest(:holders, :sessions) as h (runner_id, session)
                                        join task t on t.runner_id = h.runner_id and t.runner_session = h.session
                                    where %s)
                                order by t.id for no key update of t
                                """.formatted(Expiries.LIVE)), named), holders)
                .mapTo(UUID.class)
                .list());
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
        jdbi.useHandle(handle -> bindHolders(handle.createUpdate("""
                                with held as (
                                    select t.id as held_id
                                    from unnest(:holders, :sessions) as n (runner_id, session)
                                        join task t on t.runner_id = n.runner_id and t.runner_session = n.session
                                    where t.lease_until > now() and %s
                                    order by t.id for no key update of t
                                )
                                update task set %s from held where id = held_id
                                """.formatted(Expiries.LIVE, RENEW)), holders)
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

    /// What these processes held when its run was cancelled, until they hand it back or its lease has run out. Reads
    /// what was cancelled lately, and no more.
    Set<Held> cancelledOf(Collection<Holder> holders) {
        return jdbi.withHandle(handle -> bindHolders(handle.createQuery("""
                        select t.id, t.runner_id
                        from unnest(:holders, :sessions) as h (runner_id, session)
                            join task t on t.runner_id = h.runner_id and t.runner_session = h.session
                        where t.cancelled_at > now() - :back * interval '1 millisecond' and t.lease_until > now()
                        """), holders)
                .bind("back", config.lease().multipliedBy(CANCELLED_LEASES).toMillis())
                .map((row, context) -> held(row))
                .set());
    }

    /// Moves tasks to their phases, renews and confirms them; returns the ends of their leases. Left out is what its
    /// caller does not speak for, or is not leased, or in a later phase.
    ///
    /// @param entries of different tasks
    Map<UUID, Instant> enter(List<Entry> entries) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        with entering as (
                            select t.id as entering_id, n.phase
                            from unnest(:tasks, :phases, :keys, :tokens) as n (id, phase, key_id, token)
                                join task t on t.id = n.id
                            where t.lease_until > now()
                                and array_position(:live, t.state) <= array_position(:live, n.phase)
                                and (n.token
                                    or n.key_id = (select r.key_id from runner r where r.id = t.runner_id))
                            order by t.id for no key update of t
                        )
                        update task set state = entering.phase, %s %s from entering where id = entering_id
                        returning id, lease_until
                        """.formatted(RENEW, CONFIRM))
                .bindArray(
                        "tasks", UUID.class, entries.stream().map(Entry::task).toList())
                .bindArray(
                        "phases",
                        String.class,
                        entries.stream().map(entry -> entry.phase().wire()).toList())
                .bindArray(
                        "keys", String.class, entries.stream().map(Entry::keyId).toList())
                .bindArray(
                        "tokens",
                        Boolean.class,
                        entries.stream()
                                .map(entry -> entry.keyId().equals(TaskTokens.callerOf(entry.task())))
                                .toList())
                .bindArray("live", String.class, TaskState.LIVE)
                .bind("lease", config.lease().toMillis())
                .map((row, context) -> Map.entry(row.getObject("id", UUID.class), Columns.instant(row, "lease_until")))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    private static Query bind(Query query, Collection<Held> named) {
        return query.bindArray(
                        "tasks", UUID.class, named.stream().map(Held::task).toList())
                .bindArray(
                        "runners",
                        String.class,
                        named.stream().map(Held::runner).toList());
    }

    private static <S extends SqlStatement<S>> S bindHolders(S statement, Collection<Holder> holders) {
        return statement
                .bindArray(
                        "holders",
                        String.class,
                        holders.stream().map(Holder::runner).toList())
                .bindArray(
                        "sessions",
                        String.class,
                        holders.stream().map(Holder::session).toList());
    }

    private static Held held(ResultSet row) throws SQLException {
        return new Held(row.getString("runner_id"), row.getObject("id", UUID.class));
    }
}
