package dev.paddock.controlplane.fleet;

import dev.paddock.controlplane.event.EventTable;
import dev.paddock.controlplane.event.Topics;
import dev.paddock.controlplane.event.UrgentEvent;
import dev.paddock.controlplane.loop.Chore;
import dev.paddock.controlplane.sql.Json;
import dev.paddock.model.event.RunnerEvent;
import dev.paddock.model.event.RunnerEventRecord;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/// The SQL of `runner_event`, and of what the newest event of a runner says.
@Singleton
public class RunnerEvents {

    private static final int BATCH = 200;

    private final Jdbi jdbi;
    private final Json json;
    private final FleetConfig config;
    private final Event<UrgentEvent> urgent;

    RunnerEvents(Jdbi jdbi, Json json, FleetConfig config, Event<UrgentEvent> urgent) {
        this.jdbi = jdbi;
        this.json = json;
        this.config = config;
        this.urgent = urgent;
    }

    /// How they are numbered and relayed.
    @Produces
    @Singleton
    EventTable table() {
        return new EventTable(
                "runner_event", "runner_id", "runner_", Topics.RUNNER_EVENTS, row -> json.write(record(row)));
    }

    /// Notices runners that fall silent and runners that are heard of again. Any replica may do it.
    @Produces
    @Singleton
    Chore watch() {
        return new Chore("runner watch", config.watch(), this::notice);
    }

    private RunnerEventRecord record(EventTable.Row row) {
        return new RunnerEventRecord(
                RunnerEventRecord.VERSION,
                row.no(),
                row.key(),
                row.seq(),
                row.at(),
                json.read(row.body(), RunnerEvent.class));
    }

    /// Adds what happened to a runner, in the transaction of the change itself; takes the runner's lock.
    @Transactional(Transactional.TxType.MANDATORY)
    public void append(String runner, RunnerEvent event) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        with raised as (
                            update runner set event_seq = event_seq + 1 where id = :runner returning event_seq
                        )
                        insert into runner_event (runner_id, seq, type, at, body)
                        select :runner, event_seq, :type, clock_timestamp(), :body::jsonb from raised
                        """)
                .bind("runner", runner)
                .bind("type", event.type())
                .bind("body", json.write(event))
                .execute());
        urgent.fire(new UrgentEvent());
    }

    /// The runner is heard of: tells so unless the newest event does.
    @Transactional(Transactional.TxType.MANDATORY)
    public void heard(String runner) {
        if (set(runner, "online", true)) {
            append(runner, new RunnerEvent.Online());
        }
    }

    /// The runner was deregistered.
    @Transactional(Transactional.TxType.MANDATORY)
    void gone(String runner) {
        set(runner, "online", false);
        append(runner, new RunnerEvent.Deregistered());
    }

    /// The runner shall take no tasks, or shall again.
    @Transactional(Transactional.TxType.MANDATORY)
    void draining(String runner, boolean draining) {
        set(runner, "drained", false);
        append(runner, draining ? new RunnerEvent.Draining() : new RunnerEvent.Resumed());
    }

    /// The draining runner holds nothing any more; its lock is held, so it cannot claim. Once told, it is not told
    /// again.
    @Transactional(Transactional.TxType.MANDATORY)
    public void drained(String runner) {
        if (set(runner, "drained", true)) {
            append(runner, new RunnerEvent.Drained());
        }
    }

    private boolean set(String runner, String column, boolean value) {
        return jdbi.withHandle(handle -> handle.createUpdate(
                                "update runner set %1$s = :value where id = :runner and %1$s <> :value"
                                        .formatted(column))
                        .bind("runner", runner)
                        .bind("value", value)
                        .execute())
                == 1;
    }

    /// Tells of up to 200 runners that came or went without a word; true when there may be more. Runners whose rows are
    /// in use wait for the next time.
    @Transactional
    public boolean notice() {
        List<String> changed = jdbi.withHandle(handle -> handle.createQuery("""
                        select id from runner where online <> is_heard_of(runner, :offline)
                        limit :limit for no key update skip locked
                        """)
                .bind("offline", config.offlineAfter().toMillis())
                .bind("limit", BATCH)
                .mapTo(String.class)
                .list());
        for (String runner : changed) {
            if (set(runner, "online", true)) {
                append(runner, new RunnerEvent.Online());
            } else {
                set(runner, "online", false);
                append(runner, new RunnerEvent.Offline());
            }
        }
        return changed.size() == BATCH;
    }
}
