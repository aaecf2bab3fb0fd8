package dev.paddock.controlplane.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.LargeLedger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A claim reads an index, and of it no more than it needs, with a million tasks waiting.
class ClaimPlanTest {

    private static final int WAITING = 1_000_000;
    private static final int CLAIMED = 64;
    private static final int ENDED = 20_000;
    private static final ClaimStore.Reach REACH = new ClaimStore.Reach(CLAIMED, 2 * CLAIMED);
    private static final ClaimStore.Present PRESENT =
            new ClaimStore.Present(Duration.ofSeconds(45), Duration.ofSeconds(75));

    @TempDir
    private static Path folder;

    private static LargeLedger large;

    @BeforeAll
    static void fill() throws Exception {
        large = new LargeLedger(folder.resolve("postgres"));
        large.fill("task", handle -> {
            // The tasks without their runs, but for the first of each lane: nobody looks at the others.
            handle.execute("""
                    insert into task (id, run_id, repository_id, attempt, lane, tags, priority, place, state,
                        ready_at)
                    select gen_random_uuid(), 'run_' || lpad(n::text, 26, '0'), 'repo_' || n % 100, 1, 'lane-' || n % 3,
                        array['lane-' || n % 3], n % 3, n, 'ready', now()
                    from generate_series(1, ?) n
                    """, WAITING);
            handle.execute("""
                    insert into run (id, repository_id, agent_id, trigger_type, scope, priority, config,
                        timeout_seconds, max_attempts, requested_by)
                    select 'run_' || lpad(n::text, 26, '0'), 'repo', 'agent', 'api', 'all', 1, '{}', 60, 3, 'test'
                    from generate_series(1, 3000) n
                    """);
        });
    }

    @AfterAll
    static void stop() {
        large.close();
    }

    @Test
    void aClaimReadsNoMoreThanItNeeds() throws Exception {
        try (Handle handle = large.openKeyed()) {
            long before = read(handle);
            List<ClaimStore.Ready> ready = handle.inTransaction(ClaimPlanTest::claim);

            assertThat(ready).hasSize(CLAIMED).noneMatch(task -> task.tags().contains("lane-2"));
            // Counting and choosing each look at the heads of the lanes; then each chosen row is looked at again.
            assertThat(read(handle) - before).isBetween((long) CLAIMED, 20L * CLAIMED);
            assertThat(scanned(handle)).isZero();
        }
    }

    @Test
    void anEmptyLaneCostsNothing() throws Exception {
        try (Handle handle = large.openKeyed()) {
            long before = read(handle);
            List<ClaimStore.Ready> ready = handle.inTransaction(
                    transaction -> store(transaction).lockReady(List.of("nobody"), List.of(), REACH, PRESENT));

            assertThat(ready).isEmpty();
            assertThat(read(handle) - before).isLessThan(CLAIMED);
            assertThat(scanned(handle)).isZero();
        }
    }

    @Test
    void freeSlotsAreCountedByTheRunnersOwnTasksHoweverManyEnded() throws Exception {
        try (Handle handle = large.openKeyed()) {
            handle.execute("set session_replication_role = replica");
            handle.execute("""
                    insert into runner (id, key_id, name, version, tags, max_concurrency, session)
                    values ('busy', 'key', 'busy', '1', '{}', 4, 'session')
                    """);
            // The statistics are older, and know of no claimed task.
            handle.execute("""
                    insert into task (id, run_id, repository_id, attempt, lane, tags, priority, place, state, ready_at,
                        runner_id, claimed_at, finished_at)
                    select gen_random_uuid(), 'run_' || n, 'repo', 1, 'ended', '{}', 1, n, 'succeeded', now(), 'busy',
                        now(), now()
                    from generate_series(1, ?) n
                    """, ENDED);
            long before = read(handle);

            Map<String, ClaimStore.Slots> slots =
                    handle.inTransaction(transaction -> store(transaction).freeSlots(List.of("busy")));

            assertThat(slots).containsEntry("busy", new ClaimStore.Slots("busy", "session", 4));
            assertThat(read(handle) - before).isLessThan(CLAIMED);
            assertThat(scanned(handle)).isZero();
        }
    }

    private static List<ClaimStore.Ready> claim(Handle handle) {
        ClaimStore store = store(handle);
        List<String> lanes = store.lanes().stream().map(ClaimStore.Lane::name).toList();
        assertThat(lanes).containsExactly("lane-0", "lane-1", "lane-2");
        return store.lockReady(lanes.subList(0, 2), List.of(), REACH, PRESENT);
    }

    // Nothing is claimed here, so nobody is told.
    @SuppressWarnings("NullAway")
    private static ClaimStore store(Handle handle) {
        Jdbi jdbi = Jdbi.create(handle.getConnection());
        jdbi.registerArrayType(String.class, "text").registerArrayType(UUID.class, "uuid");
        return new ClaimStore(jdbi, null, null);
    }

    /// Index entries of `task` that were read so far.
    private static long read(Handle handle) {
        return statistic(handle, "select sum(idx_tup_read) from pg_stat_user_indexes where relname = 'task'");
    }

    /// Rows of `task` that were read without an index.
    private static long scanned(Handle handle) {
        return statistic(handle, "select seq_tup_read from pg_stat_user_tables where relname = 'task'");
    }

    private static long statistic(Handle handle, String query) {
        handle.execute("select pg_stat_force_next_flush()");
        return handle.createQuery(query).mapTo(Long.class).one();
    }
}
