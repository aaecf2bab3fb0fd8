package dev.paddock.controlplane.lease;

import dev.paddock.controlplane.fleet.FleetConfig;
import dev.paddock.model.run.RunId;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/// The SQL that finds leases which are over, and knows when the ledger was away. What it finds may have changed when
/// it is acted upon, so [EndLease] looks again.
@Singleton
class Expiries {

    /// A task whose holder is gone.
    record Ended(RunId run, UUID task) {}

    /// @param away whether it ran out while the ledger was away
    record Expired(Ended ended, boolean away) {}

    /// SQL that is true of a task `t` that a runner holds, in the words of the index on such tasks.
    static final String LIVE = "t.claimed_at is not null and t.finished_at is null";

    private final Jdbi jdbi;
    private final FleetConfig fleet;

    Expiries(Jdbi jdbi, FleetConfig fleet) {
        this.jdbi = jdbi;
        this.fleet = fleet;
    }

    /// Says that the ledger is being swept. When nobody said so for `outage`, the silence is remembered: which expiries
    /// it concerns depends neither on who ends them nor on when.
    void mark(Duration outage) {
        jdbi.useHandle(handle ->
                handle.createUpdate("""
                        update sweep set swept_at = greatest(swept_at, now()),
                            away_from = case when swept_at < now() - :outage * interval '1 millisecond'
                                then swept_at else away_from end,
                            away_until = case when swept_at < now() - :outage * interval '1 millisecond'
                                then now() else away_until end
                        """).bind("outage", outage.toMillis()).execute());
    }

    /// Leases that ran out, and claims that nobody confirmed within `unconfirmed`. To a silence counts one heartbeat
    /// more: until then a runner that could not renew may not have got through, or may have stopped its work.
    List<Expired> expired(Duration unconfirmed) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select t.run_id, t.id, coalesce(t.lease_until between s.away_from
                            and s.away_until + :grace * interval '1 millisecond', false) as away
                        from task t cross join sweep s
                        where (t.lease_until <= now() or t.confirmed_at is null
                                and t.claimed_at < now() - :unconfirmed * interval '1 millisecond') and %s
                        order by t.run_id
                        """.formatted(LIVE))
                .bind("unconfirmed", unconfirmed.toMillis())
                .bind("grace", fleet.heartbeat().toMillis())
                .map((row, context) -> new Expired(ended(row), row.getBoolean("away")))
                .list());
    }

    /// Live tasks that are past their deadline by more than `grace`.
    List<Ended> overdue(Duration grace) {
        return live("t.deadline < now() - :grace * interval '1 millisecond'", Map.of("grace", grace.toMillis()));
    }

    /// Live tasks of a runner.
    List<Ended> heldBy(String runner) {
        return live("t.runner_id = :runner", Map.of("runner", runner));
    }

    /// Live tasks of a runner, but for those of its process `session`.
    List<Ended> heldByOthers(String runner, String session) {
        return live(
                "t.runner_id = :runner and t.runner_session <> :session", Map.of("runner", runner, "session", session));
    }

    private List<Ended> live(String condition, Map<String, ?> bindings) {
        return jdbi.withHandle(
                handle -> handle.createQuery("select t.run_id, t.id from task t where %s and %s order by t.run_id"
                                .formatted(condition, LIVE))
                        .bindMap(bindings)
                        .map((row, context) -> ended(row))
                        .list());
    }

    private static Ended ended(ResultSet row) throws SQLException {
        return new Ended(new RunId(row.getString("run_id")), row.getObject("id", UUID.class));
    }
}
