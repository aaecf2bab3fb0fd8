package dev.paddock.controlplane.command;

import dev.paddock.controlplane.fleet.RunnerEvents;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/// The SQL of what runners have to be told.
@Singleton
class CommandStore {

    /// What the ledger says to all runners.
    ///
    /// @param draining runners that take no tasks
    /// @param cancelled tasks that were cancelled lately, by the runner that held them
    /// @param newest the streams that were opened lately, by runner
    record Orders(Set<String> draining, Map<String, List<UUID>> cancelled, Map<String, UUID> newest) {}

    private final Jdbi jdbi;
    private final RunnerEvents events;

    CommandStore(Jdbi jdbi, RunnerEvents events) {
        this.jdbi = jdbi;
        this.events = events;
    }

    /// Remembers that `stream` is the runner's newest.
    void opened(String runner, UUID stream) {
        jdbi.useHandle(handle -> handle.createUpdate(
                        "update runner set stream = :stream, stream_at = clock_timestamp() where id = :id")
                .bind("id", runner)
                .bind("stream", stream)
                .execute());
    }

    /// One statement for all runners.
    ///
    /// @param runners those with a stream here
    /// @param back how far to look back
    Orders orders(Collection<String> runners, Duration back) {
        Orders orders = new Orders(new HashSet<>(), new HashMap<>(), new HashMap<>());
        jdbi.useHandle(handle -> handle.createQuery("""
                        select 'draining' as what, id as runner, null::uuid as about from runner where draining
                        union all
                        select 'cancelled', runner_id, id from task
                        where cardinality(:runners) > 0 and runner_id = any(:runners)
                            and cancelled_at > now() - :back * interval '1 millisecond'
                        union all
                        select 'newest', id, stream from runner
                        where id = any(:runners) and stream_at > now() - :back * interval '1 millisecond'
                        """)
                .bindArray("runners", String.class, List.copyOf(runners))
                .bind("back", back.toMillis())
                .map((row, context) -> add(orders, row))
                .forEach(any -> {}));
        return orders;
    }

    private static String add(Orders orders, ResultSet row) throws SQLException {
        String runner = row.getString("runner");
        UUID about = row.getObject("about", UUID.class);
        switch (row.getString("what")) {
            case "draining" -> orders.draining().add(runner);
            case "cancelled" ->
                orders.cancelled()
                        .computeIfAbsent(runner, any -> new ArrayList<>())
                        .add(about);
            default -> orders.newest().put(runner, about);
        }
        return runner;
    }

    /// Draining runners that hold nothing any more, and of which that was not told yet.
    List<String> empty() {
        return jdbi.withHandle(
                handle -> handle.createQuery("""
                        select id from runner r where draining and not drained
                            and not exists (select from task t
                                where t.runner_id = r.id and t.claimed_at is not null and t.finished_at is null)
                        """).mapTo(String.class).list());
    }

    /// Tells that the runner is drained if it still is, under its lock, so that no claim comes in between.
    @Transactional
    public void drained(String runner) {
        boolean still = jdbi.withHandle(
                handle -> handle.createQuery("select draining from runner where id = :id for no key update")
                        .bind("id", runner)
                        .mapTo(Boolean.class)
                        .findOne()
                        .orElse(false));
        boolean idle = jdbi.withHandle(handle ->
                handle.createQuery("""
                        select not exists (select from task
                            where runner_id = :id and claimed_at is not null and finished_at is null)
                        """).bind("id", runner).mapTo(Boolean.class).one());
        if (still && idle) {
            events.drained(runner);
        }
    }
}
