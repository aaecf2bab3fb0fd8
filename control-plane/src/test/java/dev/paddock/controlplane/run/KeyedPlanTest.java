package dev.paddock.controlplane.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.LargeLedger;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A connection for work by keys plans each statement once; what it planned while the ledger was empty must do for the
/// ledger that fills.
class KeyedPlanTest {

    private static final int RUNS = 20_000;
    private static final int ASKED = 64;

    @TempDir
    private Path folder;

    @Test
    void aPlanFromWhenTheLedgerWasEmptyReadsNoMoreThanTheRowsThatAreAskedFor() throws Exception {
        try (var large = new LargeLedger(folder.resolve("postgres"));
                Handle other = large.open();
                Handle keyed = large.openKeyed()) {
            // Its statistics would have everything planned anew.
            other.execute("alter table task set (autovacuum_enabled = off)");
            other.execute("alter table run set (autovacuum_enabled = off)");
            expectFound(keyed, List.of(UUID.randomUUID()), 0);

            List<UUID> tasks = fill(other);
            long before = read(keyed);
            expectFound(keyed, tasks, ASKED);

            assertThat(scanned(keyed)).isZero();
            assertThat(read(keyed) - before).isLessThan(10L * ASKED);
        }
    }

    /// Twice: the second time the plan of the first is used. Nothing ends here, so nobody is told.
    @SuppressWarnings("NullAway")
    private static void expectFound(Handle handle, List<UUID> tasks, int found) {
        Jdbi jdbi = Jdbi.create(handle.getConnection());
        jdbi.registerArrayType(String.class, "text").registerArrayType(UUID.class, "uuid");
        var taskStore = new TaskStore(jdbi);
        var runStore = new RunStore(jdbi, null);
        for (int i = 0; i < 2; i++) {
            handle.useTransaction(transaction -> {
                assertThat(runStore.lockOf(tasks)).hasSize(found);
                assertThat(taskStore.lockAll(tasks)).hasSize(found);
            });
        }
    }

    /// Returns some of the tasks.
    private static List<UUID> fill(Handle handle) {
        handle.execute("set session_replication_role = replica");
        handle.execute("""
                insert into run (id, repository_id, agent_id, trigger_type, scope, priority, config, timeout_seconds,
                    max_attempts, requested_by)
                select 'run_' || lpad(n::text, 26, '0'), 'repo', 'agent', 'api', 'all', 1, '{}', 60, 3, 'test'
                from generate_series(1, ?) n
                """, RUNS);
        handle.execute("""
                insert into task (id, run_id, repository_id, attempt, lane, tags, priority, place, state, ready_at)
                select uuidv7(), 'run_' || lpad(n::text, 26, '0'), 'repo', 1, 'lane', '{}', 1, n, 'ready', now()
                from generate_series(1, ?) n
                """, RUNS);
        List<UUID> tasks = handle.createQuery("select id from task order by id limit ?")
                .bind(0, ASKED)
                .mapTo(UUID.class)
                .list();
        handle.execute("select pg_stat_force_next_flush()");
        handle.execute("select pg_stat_reset()");
        return tasks;
    }

    private static long read(Handle handle) {
        return statistic(handle, """
                select sum(idx_tup_read) from pg_stat_user_indexes where relname in ('task', 'run')
                """);
    }

    private static long scanned(Handle handle) {
        return statistic(handle, """
                select sum(seq_tup_read) from pg_stat_user_tables where relname in ('task', 'run')
                """);
    }

    private static long statistic(Handle handle, String query) {
        handle.execute("select pg_stat_force_next_flush()");
        return handle.createQuery(query).mapTo(Long.class).one();
    }
}
