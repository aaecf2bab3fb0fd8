package dev.paddock.controlplane.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.LargeLedger;
import dev.paddock.controlplane.fleet.FleetConfig;
import dev.paddock.model.fleet.Demand;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A look at a lane reads the index entries of its own tasks and runners, however many there are of others and however
/// many have ended.
class DesiredPlanTest {

    private static final int ENDED = 1_000_000;
    private static final int WAITING = 200_000;
    private static final int LIVE = 20_000;
    private static final int GONE = 200_000;
    private static final int RUNNERS = 10_000;
    private static final int COUNTED = 10_000;

    // Of 100 lanes, but for that which has half of what waits.
    private static final int OF_A_LANE = LIVE / 100;

    @TempDir
    private static Path folder;

    private static LargeLedger large;

    @BeforeAll
    static void fill() throws Exception {
        large = new LargeLedger(folder.resolve("postgres"));
        large.fill("runner", handle -> handle.execute("""
                insert into runner (id, key_id, name, version, tags, max_concurrency, session, last_poll_at,
                    last_heartbeat_at, deregistered_at)
                select 'runner-' || n, 'key', 'runner', '1', array['lane-' || n %% 100], 4, 'session',
                    now() + interval '1 hour', now() + interval '1 hour', case when n > %d then now() end
                from generate_series(1, ?) n
                """.formatted(RUNNERS), RUNNERS + GONE));
        large.fill("task", handle -> {
            handle.execute(tasks("'succeeded'", "now()", "now()"), ENDED);
            handle.execute(tasks("'reviewing'", "now()", "null"), LIVE);
            handle.execute(tasks("'ready'", "null", "null"), WAITING);
            handle.execute(tasks("'ready'", "null", "null").replace("n % 100", "7"), WAITING);
        });
    }

    private static String tasks(String state, String claimed, String finished) {
        return """
                insert into task (id, run_id, repository_id, attempt, lane, tags, priority, place, state, ready_at,
                    runner_id, claimed_at, finished_at, lease_until)
                select gen_random_uuid(), gen_random_uuid()::text, 'repo', 1, 'lane-' || n % 100, array['lane-' || n % 100], 1, n, {state},
                    now(), case when {claimed} is not null then 'runner-' || n % 10000 end, {claimed}, {finished},
                    now() + interval '1 hour'
                from generate_series(1, ?) n
                """.replace("{state}", state)
                .replace("{claimed}", claimed + "::timestamptz")
                .replace("{finished}", finished + "::timestamptz");
    }

    @AfterAll
    static void stop() {
        large.close();
    }

    @Test
    void aLookReadsWhatIsOfTheLaneAndNothingElse() {
        try (Handle handle = large.open()) {
            // The sixth and later ones of a statement may have a plan that was made for any lane.
            for (int i = 0; i < 8; i++) {
                long before = read(handle);
                DemandStore.Seen seen = look(handle, "lane-1");

                assertThat(seen.demand().waiting()).isEqualTo(WAITING / 100);
                assertThat(seen.demand().assigned()).isEqualTo(OF_A_LANE);
                assertThat(seen.demand().runners()).isEqualTo(RUNNERS / 100);
                // Each of its 100 runners has two of its four slots busy.
                assertThat(seen.idle()).isEqualTo(200);
                assertThat(read(handle) - before).isLessThan(2L * (WAITING / 100 + 3 * OF_A_LANE + RUNNERS / 100));
            }
            assertThat(scanned(handle)).isZero();
        }
    }

    @Test
    void aLongQueueIsCountedNoFurtherThanIsWanted() {
        try (Handle handle = large.open()) {
            long before = read(handle);

            assertThat(look(handle, "lane-7").demand().waiting()).isEqualTo(COUNTED);
            assertThat(read(handle) - before).isLessThan(2L * COUNTED);
            assertThat(scanned(handle)).isZero();
        }
    }

    @Test
    void aLaneThatIsNoneCostsNothing() {
        try (Handle handle = large.open()) {
            long before = read(handle);

            assertThat(look(handle, "nobody").demand()).isEqualTo(Demand.NONE);
            assertThat(read(handle) - before).isLessThan(10);
            assertThat(scanned(handle)).isZero();
        }
    }

    private static DemandStore.Seen look(Handle handle, String lane) {
        Jdbi jdbi = Jdbi.create(handle.getConnection());
        jdbi.registerArrayType(String.class, "text");
        FleetConfig fleet = new SmallRyeConfigBuilder()
                .withMapping(FleetConfig.class)
                .withConverter(Duration.class, 100, new DurationConverter())
                .build()
                .getConfigMapping(FleetConfig.class);
        Map<String, DemandStore.Seen> seen =
                new DemandStore(jdbi, fleet).look(List.of(Lane.parse(lane).orElseThrow()), COUNTED, false);
        return Objects.requireNonNull(seen.get(lane));
    }

    /// Index entries that were read so far, of tasks and runners.
    private static long read(Handle handle) {
        return statistic(
                handle, "select sum(idx_tup_read) from pg_stat_user_indexes where relname in ('task', 'runner')");
    }

    /// Rows that were read without an index.
    private static long scanned(Handle handle) {
        return statistic(
                handle, "select sum(seq_tup_read) from pg_stat_user_tables where relname in ('task', 'runner')");
    }

    private static long statistic(Handle handle, String query) {
        handle.execute("select pg_stat_force_next_flush()");
        return handle.createQuery(query).mapTo(Long.class).one();
    }
}
