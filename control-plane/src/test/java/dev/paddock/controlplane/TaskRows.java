package dev.paddock.controlplane;

import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/// Rows of tasks and runners in the ledger, for tests of who locks what in which order.
public final class TaskRows {

    private final Jdbi ledger;

    public TaskRows(Jdbi ledger) {
        this.ledger = ledger;
    }

    /// Locks the task for the rest of the transaction. Fails when somebody else has it.
    public void lock(UUID task) {
        ledger.useHandle(handle -> handle.execute("select id from task where id = ? for no key update nowait", task));
    }

    /// Whether some other transaction waits for a task that is locked.
    public boolean somebodyWaits() {
        return ledger.withHandle(
                handle -> handle.createQuery("""
                        select exists (select from pg_stat_activity
                            where wait_event_type = 'Lock' and query like '%task%'
                                and query not like '%pg_stat_activity%')
                        """).mapTo(Boolean.class).one());
    }

    /// The key that `runner` was registered with.
    public String keyOf(String runner) {
        return ledger.withHandle(handle -> handle.select("select key_id from runner where id = ?", runner)
                .mapTo(String.class)
                .one());
    }
}
