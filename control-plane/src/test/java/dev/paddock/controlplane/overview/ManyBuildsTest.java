package dev.paddock.controlplane.overview;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.LargeLedger;
import dev.paddock.controlplane.access.Scope;
import dev.paddock.controlplane.build.NewestPlan;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An overview is exact with a hundred thousand builds, and reads none of them but the newest.
class ManyBuildsTest {

    private static final int BUILDS = 100_000;
    private static final int PROJECTS = 50;

    @TempDir
    private static Path folder;

    private static LargeLedger large;
    private static Handle connection;
    private static OverviewReader overviews;

    @BeforeAll
    static void fill() throws Exception {
        large = new LargeLedger(folder.resolve("postgres"));
        connection = large.open();
        connection.execute("set timezone = 'UTC'");
        Jdbi ledger = Jdbi.create(connection.getConnection());
        ledger.registerArrayType(String.class, "text");
        overviews = new OverviewReader(ledger);
        connection.execute(
                "insert into environment (id, name) select 'env-' || n, 'Env ' || n from generate_series(0, 4) n");
        connection.execute(
                "insert into project (environment_id, id, name) select 'env-' || n % 5, 'p-' || n, 'P ' || n "
                        + "from generate_series(0, ?) n",
                PROJECTS - 1);
        large.fill("build", handle -> {
            handle.execute("""
                    insert into build (id, environment_id, project_id, build_id, created_at, uploaded_by, results,
                        results_bytes, outcome, passed, failed, skipped, total)
                    select 'build_' || lpad(n::text, 26, '0'), 'env-' || n % ? % 5, 'p-' || n % ?, 'b' || n,
                        now() - (? - n) * interval '120 days' / ?, 'test', repeat('a', 64), 1, 'done', n % 97, n % 7, n % 3,
                        n % 97 + n % 7 + n % 3
                    from generate_series(1, ?) n
                    """, PROJECTS, PROJECTS, BUILDS, BUILDS, BUILDS);
            // As the migration does; triggers are off where a ledger is filled.
            handle.execute("""
                    insert into build_day (environment_id, project_id, day, builds, passed, failed, skipped)
                    select environment_id, project_id, (created_at at time zone 'UTC')::date, count(*), sum(passed),
                        sum(failed), sum(skipped)
                    from build group by 1, 2, 3
                    """);
        });
    }

    @AfterAll
    static void stop() {
        connection.close();
        large.close();
    }

    @Test
    void itIsWhatTheBuildsSayAndReadsNoneOfThem() {
        for (Scope scope : List.of(Scope.ALL, new Scope(Set.of(), Set.of("env-3/p-3", "env-3/p-8", "env-0/p-8")))) {
            long before = read();
            Overview overview = overviews.read(scope, List.of());
            assertThat(read()).isEqualTo(before);

            String seen = scope.limited() ? "where project_id in ('p-3', 'p-8')" : "";
            Overview.Summary summary = overview.summary();
            assertThat(List.of(summary.totalBuilds(), summary.totalPassed(), summary.totalFailed()))
                    .isEqualTo(sums("select array[count(*), sum(passed), sum(failed)] from build " + seen));
            assertThat(summary.totalEnvironments()).isEqualTo(scope.limited() ? 2 : 5);
            assertThat(summary.totalProjects()).isEqualTo(scope.limited() ? 2 : PROJECTS);
            assertThat(summary.overallPassRate())
                    .isEqualTo((int) (summary.totalPassed() * 100 / (summary.totalPassed() + summary.totalFailed())));
            assertThat(overview.dailyTrends())
                    .hasSize(30)
                    .allSatisfy(day -> assertThat(List.of(day.buildCount(), day.passed(), day.failed(), day.skipped()))
                            .isEqualTo(sums(
                                    "select array[count(*), sum(passed), sum(failed), sum(skipped)] from (select * from build "
                                            + seen + ") b where (created_at at time zone 'UTC')::date = '" + day.date()
                                            + "'")));
            assertThat(overview.topFailingProjects())
                    .extracting(one ->
                            one.envId() + "/" + one.projectId() + " " + one.totalFailed() + " " + one.totalBuilds())
                    .isEqualTo(connection
                            .createQuery(
                                    "select concat(environment_id, '/', project_id, ' ', sum(failed), ' ', count(*)) "
                                            + "from build " + seen + " group by environment_id, project_id "
                                            + "order by sum(failed) desc, environment_id, project_id limit 5")
                            .mapTo(String.class)
                            .list());
        }
    }

    @Test
    void theNewestBuildsAreFoundAlongAnIndex() {
        assertThat(NewestPlan.of(connection))
                .contains("Index Scan using build_created on build")
                .doesNotContain("Sort");
    }

    private static List<Long> sums(String query) {
        return connection
                .createQuery(query.replace("] from", "]::bigint[] from"))
                // The sum of a day without builds, such as one that has just begun, is null.
                .map((row, context) -> Stream.of((Long[]) row.getArray(1).getArray())
                        .map(sum -> Objects.requireNonNullElse(sum, 0L))
                        .toList())
                .one();
    }

    /// How many rows and index entries of builds were read.
    private static long read() {
        connection.execute("select pg_stat_force_next_flush()");
        return connection.createQuery("""
                        select (select sum(idx_tup_read) from pg_stat_user_indexes where relname = 'build')
                            + (select seq_tup_read from pg_stat_user_tables where relname = 'build')
                        """).mapTo(Long.class).one();
    }
}
