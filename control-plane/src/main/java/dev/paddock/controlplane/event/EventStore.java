package dev.paddock.controlplane.event;

import dev.paddock.controlplane.sql.Columns;
import dev.paddock.controlplane.sql.Json;
import dev.paddock.model.event.RunEvent;
import dev.paddock.model.event.RunEventRecord;
import dev.paddock.model.run.RunId;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;

/// The SQL of `run_event` and its cursors.
@Singleton
public class EventStore {

    // Any number that no other advisory lock of this schema uses.
    private static final long NUMBERING_LOCK = 7_201_001;

    private final Jdbi jdbi;
    private final Json json;

    EventStore(Jdbi jdbi, Json json) {
        this.jdbi = jdbi;
        this.json = json;
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
        jdbi.useHandle(handle -> {
            PreparedBatch batch = handle.prepareBatch("""
                    insert into run_event (run_id, seq, type, at, body)
                    values (:run, :seq, :type, clock_timestamp(), :body::jsonb)
                    """);
            for (Happened happened : events) {
                batch.bind("run", happened.run().value())
                        .bind("seq", happened.seq())
                        .bind("type", happened.event().type())
                        .bind("body", json.write(happened.event()))
                        .add();
            }
            batch.execute();
        });
    }

    /// Gives up to `limit` visible events their numbers; returns how many. Zero also while another replica does it.
    @Transactional
    int number(int limit) {
        return jdbi.withHandle(handle -> {
            if (!tryLock(handle, NUMBERING_LOCK)) {
                return 0;
            }
            return handle.createUpdate("""
                            with batch as (
                                select run_id, seq, row_number() over (order by at, run_id, seq) as place
                                from (select run_id, seq, at from run_event where no is null
                                      order by at, run_id, seq limit :limit) unnumbered
                            ), moved as (
                                update event_cursor set no = no + (select count(*) from batch)
                                where name = 'numbered' returning no - (select count(*) from batch) as before
                            )
                            update run_event e set no = moved.before + batch.place
                            from batch, moved where e.run_id = batch.run_id and e.seq = batch.seq
                            """).bind("limit", limit).execute();
        });
    }

    /// The next numbered events that are not on their topic yet.
    List<RunEventRecord> unrelayed(int limit) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select no, run_id, seq, at, body from run_event
                        where no > (select no from event_cursor where name = 'relayed')
                        order by no limit :limit
                        """)
                .bind("limit", limit)
                .map((row, context) -> event(row))
                .list());
    }

    /// Remembers that all events up to `no` are on their topic.
    void relayed(long no) {
        jdbi.useHandle(
                handle -> handle.createUpdate("update event_cursor set no = :no where name = 'relayed' and no < :no")
                        .bind("no", no)
                        .execute());
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

    private static boolean tryLock(Handle handle, long lock) {
        return handle.createQuery("select pg_try_advisory_xact_lock(:lock)")
                .bind("lock", lock)
                .mapTo(Boolean.class)
                .one();
    }
}
