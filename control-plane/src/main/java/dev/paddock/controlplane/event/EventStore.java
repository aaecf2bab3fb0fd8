package dev.paddock.controlplane.event;

import dev.paddock.controlplane.sql.Columns;
import dev.paddock.controlplane.sql.Json;
import dev.paddock.model.event.RunEvent;
import dev.paddock.model.event.RunEventRecord;
import dev.paddock.model.run.RunId;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;

/// The SQL of `run_event`.
@Singleton
public class EventStore {

    /// Fired when events were added; heard after commit.
    public record Appended(List<RunId> runs) {}

    private final Jdbi jdbi;
    private final Json json;
    private final Event<Appended> appended;

    EventStore(Jdbi jdbi, Json json, Event<Appended> appended) {
        this.jdbi = jdbi;
        this.json = json;
        this.appended = appended;
    }

    /// What happened to a run.
    ///
    /// @param seq the run's version after it
    public record Happened(RunId run, long seq, RunEvent event) {}

    /// Adds what happened to a run, in the transaction of the change itself. `seq` is the run's version after it.
    /// The time is that of the statement, made under the run's lock: a transaction may have begun long before.
    public void append(RunId run, long seq, RunEvent event) {
        append(List.of(new Happened(run, seq, event)));
    }

    /// As [#append(RunId, long, RunEvent)], for several runs.
    public void append(List<Happened> events) {
        if (events.isEmpty()) {
            return;
        }
        jdbi.useHandle(handle -> handle.createUpdate("""
                        insert into run_event (run_id, seq, type, at, body)
                        select run_id, seq, type, clock_timestamp(), body::jsonb
                        from unnest(:runs, :seqs, :types, :bodies) with ordinality
                            as happened (run_id, seq, type, body, nth) order by nth
                        """)
                .bindArray(
                        "runs",
                        String.class,
                        each(events, happened -> happened.run().value()))
                .bindArray("seqs", Long.class, each(events, Happened::seq))
                .bindArray(
                        "types",
                        String.class,
                        each(events, happened -> happened.event().type()))
                .bindArray("bodies", String.class, each(events, happened -> json.write(happened.event())))
                .execute());
        appended.fire(new Appended(events.stream().map(Happened::run).toList()));
    }

    private static <T> List<T> each(List<Happened> events, Function<Happened, T> member) {
        return events.stream().map(member).toList();
    }

    /// How the run events are numbered and relayed.
    @Produces
    @Singleton
    EventTable table() {
        return new EventTable(
                "run_event",
                "run_id",
                "",
                Topics.RUN_EVENTS,
                "(select r.traceparent from run r where r.id = e.run_id)",
                row -> json.write(record(row)));
    }

    private RunEventRecord record(EventTable.Row row) {
        return new RunEventRecord(
                RunEventRecord.VERSION,
                row.no(),
                new RunId(row.key()),
                row.seq(),
                row.at(),
                json.read(row.body(), RunEvent.class));
    }

    /// The events of a run, in order.
    public List<RunEventRecord> of(RunId run) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select coalesce(no, 0) as no, run_id, seq, at, body from run_event
                        where run_id = :run order by seq
                        """)
                .bind("run", run.value())
                .map((row, context) -> event(row))
                .list());
    }

    private RunEventRecord event(ResultSet row) throws SQLException {
        return new RunEventRecord(
                RunEventRecord.VERSION,
                row.getLong("no"),
                new RunId(row.getString("run_id")),
                row.getLong("seq"),
                Columns.instant(row, "at"),
                json.read(row.getString("body"), RunEvent.class));
    }
}
