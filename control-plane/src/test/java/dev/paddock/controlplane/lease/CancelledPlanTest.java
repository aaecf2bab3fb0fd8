package dev.paddock.controlplane.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.LargeLedger;
import dev.paddock.controlplane.fleet.FleetConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What heartbeats that name no tasks cost where a hundred thousand tasks were cancelled in the past.
class CancelledPlanTest {

    private static final int TASKS = 200_000;
    private static final int RUNNERS = 700;
    private static final int LATELY = 20;

    /// The defaults.
    private record Fleet(Duration heartbeat, Duration offlineAfter, Duration lease, Duration pollWait, Duration watch)
            implements FleetConfig {}

    @TempDir
    private Path folder;

    @Test
    void theLookReadsNoMoreThanWhatWasCancelledLately() throws Exception {
        try (var large = new LargeLedger(folder.resolve("postgres"))) {
            large.fill("task", CancelledPlanTest::fill);
            try (Handle handle = large.open()) {
                Jdbi jdbi = Jdbi.create(handle.getConnection());
                jdbi.registerArrayType(String.class, "text");
                Leases leases = new Leases(
                        jdbi,
                        new Fleet(
                                Duration.ofSeconds(15),
                                Duration.ofSeconds(45),
                                Duration.ofSeconds(60),
                                Duration.ofSeconds(60),
                                Duration.ofSeconds(1)));
                List<Leases.Holder> all = IntStream.range(0, RUNNERS)
                        .mapToObj(i -> new Leases.Holder("runner-" + i, "process"))
                        .toList();
                // The driver has the server plan it for good after five times.
                for (int i = 0; i < 12; i++) {
                    assertThat(leases.cancelledOf(all)).hasSize(LATELY);
                    assertThat(leases.cancelledOf(Set.of(new Leases.Holder("runner-0", "another"))))
                            .isEmpty();
                }
                handle.execute("select pg_stat_force_next_flush()");

                assertThat(read(handle, "seq_tup_read")).isZero();
                assertThat(read(handle, "idx_tup_fetch")).isLessThanOrEqualTo(2L * 12 * LATELY);
            }
        }
    }

    /// Every second one was cancelled long ago, and a few an hour from now: however long it takes to fill the ledger.
    private static void fill(Handle handle) {
        handle.execute("""
                insert into task (id, run_id, repository_id, attempt, lane, tags, priority, place, state, ready_at,
                    runner_id, runner_session, claimed_at, lease_until, finished_at, cancelled_at)
                select uuidv7(), 'run_' || lpad(n::text, 26, '0'), 'repo', 1, 'lane', '{}', 1, n,
                    case when n %% 2 = 0 then 'cancelled' else 'succeeded' end, now(),
                    'runner-' || n %% %1$d, 'process', now() - age, now() - age + interval '60 s', now() - age,
                    case when n %% 2 = 0 then now() - age end
                from (select n, case when n <= 2 * %2$d then interval '-1 hour'
                        else interval '1 hour' + (n / 100) * interval '1 minute' end as age
                    from generate_series(1, %3$d) n) aged
                """.formatted(RUNNERS, LATELY, TASKS));
        handle.execute("select pg_stat_force_next_flush()");
    }

    private static long read(Handle handle, String what) {
        return handle.createQuery("select " + what + " from pg_stat_user_tables where relname = 'task'")
                .mapTo(Long.class)
                .one();
    }
}
