package dev.paddock.controlplane.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.LargeLedger;
import dev.paddock.controlplane.access.Scope;
import dev.paddock.controlplane.http.Paging;
import dev.paddock.controlplane.tally.TallyRuns;
import dev.paddock.model.run.RunStatistics;
import dev.paddock.model.run.RunStatus;
import dev.paddock.model.run.RunSummary;
import dev.paddock.model.wire.Page;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Lists and statistics are exact with a million runs, and read few of them.
class ManyRunsTest {

    private static final int RUNS = 1_000_000;
    private static final int DAYS = 60;
    // A few days' runs of sixty: where a page begins, and what a time range cuts off at both ends. The entries of an
    // agent and of a repository are within it, which PostgreSQL sometimes reads all to see what they have in common.
    private static final long FEW = 6L * RUNS / DAYS;

    @TempDir
    private static Path folder;

    private static LargeLedger large;
    // One connection, as from a pool.
    private static Handle connection;
    private static Jdbi ledger;
    // For comparison.
    private static Handle plain;
    private static RunPages pages;
    private static Statistics statistics;

    @BeforeAll
    static void fill() throws Exception {
        large = new LargeLedger(folder.resolve("postgres"));
        connection = large.open();
        connection.execute("set timezone = 'UTC'");
        ledger = Jdbi.create(connection.getConnection());
        ledger.registerArrayType(String.class, "text");
        plain = large.open();
        plain.execute("set work_mem = '256MB'");
        large.fill("run", handle -> {
            handle.execute("insert into repository (id, name, clone_url, owner) "
                    + "select 'repo_' || n, 'owner/repo-' || n, 'https://example.com/' || n, 'test' "
                    + "from generate_series(0, 500) n");
            handle.execute("insert into agent (id, name, template, image, config) "
                    + "select 'agent_' || n, 'agent-' || n, 'test', 'test', '{}' from generate_series(0, 19) n");
            handle.execute("""
                    insert into run (id, repository_id, agent_id, kind, status, outcome, trigger_type, pull_request, scope,
                        priority, config, timeout_seconds, max_attempts, requested_by, commit_sha, created_at,
                        started_at, began_at, completed_at, duration_ms, failure_reason, errors, warnings, infos)
                    select 'run_' || lpad(n::text, 26, '0'),
                        'repo_' || case when n % 40 = 1 then 500 else n * 7 % 500 end, 'agent_' || n * 3 % 20, kind,
                        ended, ended, 'api', case when n % 3 = 0 then jsonb_build_object('number', n % 5000) end, 'all', 1,
                        '{}', 60, 3, 'test', repeat('a', 40), made, began, began,
                        coalesce(began, made) + took * interval '1 ms', case when began is not null then took end,
                        case when ended in ('failure', 'timeout') then 'review_failed' end,
                        case when ended = 'success' then n % 2 end, case when ended = 'success' then n % 3 end,
                        case when ended = 'success' then n % 5 end
                    from (
                        select n, made, ended, kind,
                            case when kind = 'executed' and (ended <> 'cancelled' or n % 2 = 0) then made
                                + n % 3600 * interval '1 s'
                                -- Some wait for days.
                                + case when n % 900 = 0 and n < ? / 2 then 3 else 0 end * interval '1 day' end as began,
                            -- Many take the same time, some of them none; a few take days.
                            case when n % 9 = 0 then abs(hashint4(n)) % 50 when n % 901 = 0 and n < ? / 2 then 200000000
                                else floor(1000 * 2 ^ (abs(hashint4(n)) % 1000 / 110.0)) end as took
                        from (select n, date_trunc('second', now()) - interval '2 h'
                                - (? - n) * (? * interval '1 day' / ?) as made,
                            case when n % 100 < 90 then 'success' when n % 100 < 96 then 'failure'
                                when n % 100 < 98 then 'timeout' else 'cancelled' end as ended,
                            case when n % 25 = 7 then 'ingested' else 'executed' end as kind
                            from generate_series(1, ?) n) made) done
                    """, RUNS, RUNS, RUNS, DAYS, RUNS, RUNS - 1000);
            // Some that are open, and some that end after the tallies were made.
            handle.execute("""
                    insert into run (id, repository_id, agent_id, status, trigger_type, scope, priority, config,
                        timeout_seconds, max_attempts, requested_by, started_at, created_at)
                    select 'run_' || lpad(n::text, 26, '0'), 'repo_' || n % 500, 'agent_' || n % 20,
                        case when n % 2 = 0 then 'queued' else 'running' end, 'api', 'all', 1, '{}', 60, 3, 'test',
                        case when n % 2 = 1 then now() - interval '1 h' end, now() - interval '3 h'
                    from generate_series(?, ?) n
                    """, RUNS - 999, RUNS);
        });
        TallyRuns.toTheEnd(ledger, Duration.ofDays(2));
        ledger.useHandle(handle -> {
            handle.execute("update run set status = 'success', outcome = 'success', commit_sha = repeat('a', 40), "
                    + "completed_at = now() + interval '1 s', began_at = started_at, duration_ms = 3600000, errors = 1, "
                    + "warnings = 0, infos = 0 where status = 'running' and id like '%7'");
            handle.execute("vacuum analyze");
        });
        RunCounts counts = new RunCounts(ledger);
        pages = new RunPages(ledger, counts, new MeasuredPages(ledger, counts));
        statistics = new Statistics(ledger);
    }

    @AfterAll
    static void stop() {
        plain.close();
        connection.close();
        large.close();
    }

    static List<RunFilter> filters() {
        Instant since = Instant.now().minus(20, ChronoUnit.DAYS);
        Instant until = Instant.now().minus(10, ChronoUnit.DAYS);
        return List.of(
                filter(null, null, null, null, null, null),
                filter("agent_3", null, null, null, null, null),
                filter(null, "repo_77", null, null, null, null),
                filter("agent_13", "repo_77", null, null, null, null),
                filter(null, null, RunStatus.SUCCESS, null, null, null),
                filter(null, null, RunStatus.TIMEOUT, null, null, null),
                filter("agent_6", null, RunStatus.CANCELLED, null, null, null),
                filter(null, null, RunStatus.QUEUED, null, null, null),
                filter(null, null, RunStatus.RUNNING, null, null, null),
                filter(null, null, null, 42, null, null),
                filter(null, null, null, null, since, null),
                filter(null, null, null, null, null, until),
                filter("agent_3", null, RunStatus.FAILURE, null, since, until),
                filter(null, null, RunStatus.SUCCESS, null, until, null),
                filter(null, null, null, null, until, until.plusSeconds(60)),
                filter("agent_none", null, null, null, null, null));
    }

    @ParameterizedTest
    @MethodSource("filters")
    void aPageIsExactAndReadsFewRuns(RunFilter filter) {
        long total = counted(filter, "*");
        for (boolean ascending : new boolean[] {false, true}) {
            for (long offset : List.of(0L, total / 2, Math.max(0, total - 3))) {
                RunOrder order = new RunOrder(RunOrder.Sort.CREATED_AT, ascending);
                Paging paging = new Paging((int) (offset / 20) + 1, 20);
                Page<RunSummary> page = few(() -> pages.page(filter, order, paging));

                assertThat(page.meta().total()).isEqualTo(total);
                assertThat(page.data()).extracting(run -> run.id().value()).isEqualTo(expected(filter, order, paging));
            }
        }
    }

    static List<RunFilter> filtersOfMeasures() {
        Instant since = Instant.now().minus(20, ChronoUnit.DAYS);
        return List.of(
                filter("agent_3", "repo_500", null, null, null, null),
                filter(null, "repo_500", RunStatus.SUCCESS, null, null, null),
                new RunFilter(null, null, null, null, "ingested", null, null, Scope.ALL),
                new RunFilter("agent_3", null, null, null, "executed", since, null, Scope.ALL),
                within(null, "repo_500", "repo_77", "repo_78"),
                filter("agent_10", null, RunStatus.FAILURE, null, null, null),
                within("agent_3", "repo_500", "repo_81"));
    }

    @ParameterizedTest
    @MethodSource({"filters", "filtersOfMeasures"})
    void aPageOfAnyOrderIsExactAndReadsFewRuns(RunFilter filter) {
        long total = counted(filter, "*");
        for (RunOrder.Sort sort : List.of(RunOrder.Sort.STARTED_AT, RunOrder.Sort.DURATION_MS)) {
            // The page on which those that have no measure begin, and the one after it.
            int border = (int) (counted(filter, sort.name()) / 20) + 1;
            int last = (int) (Math.max(0, total - 1) / 20) + 1;
            Set<Integer> some = new TreeSet<>(List.of(1, last / 3 + 1, last * 3 / 5 + 1, border, border + 1, last));
            for (boolean ascending : new boolean[] {false, true}) {
                RunOrder order = new RunOrder(sort, ascending);
                Map<Integer, List<String>> expected = expected(filter, order, some);
                for (int number : some) {
                    Supplier<Page<RunSummary>> read = () -> pages.page(filter, order, new Paging(number, 20));
                    Page<RunSummary> page = isTallied(filter, sort) ? few(read) : read.get();

                    assertThat(page.meta().total()).isEqualTo(total);
                    assertThat(page.data())
                            .as("%s, page %d", order, number)
                            .extracting(run -> run.id().value())
                            .isEqualTo(expected.getOrDefault(number, List.of()));
                }
            }
        }
    }

    /// By duration, the runs of a time range are not tallied.
    private static boolean isTallied(RunFilter filter, RunOrder.Sort sort) {
        return sort == RunOrder.Sort.STARTED_AT || (filter.since() == null && filter.until() == null);
    }

    @Test
    void everyPageOfFewRunsIsExact() {
        RunFilter few = filter(null, "repo_78", null, null, null, null);
        for (int page = 1; page <= counted(few, "*") / 100 + 1; page++) {
            for (RunOrder.Sort sort : RunOrder.Sort.values()) {
                RunOrder order = new RunOrder(sort, page % 2 == 0);
                Paging paging = new Paging(page, 100);

                assertThat(pages.page(few, order, paging).data())
                        .extracting(run -> run.id().value())
                        .isEqualTo(expected(few, order, paging));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("questions")
    void statisticsAreExactAndReadFewRuns(Statistics.Question question) {
        RunStatistics answer = few(() -> statistics.answer(question));

        List<Long> sums = ledger.withHandle(handle -> handle.createQuery("""
                        select array[count(*), count(*) filter (where status = 'success'), coalesce(sum(errors), 0),
                            coalesce(sum(warnings), 0), coalesce(sum(infos), 0), coalesce(round(avg(duration_ms)), 0)]::bigint[]
                        from run where status in ('success', 'failure', 'timeout') and kind = 'executed'
                            and completed_at >= (now() at time zone 'UTC')::date::timestamp at time zone 'UTC'
                                - (:days - 1) * interval '1 day'
                            and agent_id = coalesce(:agent, agent_id)
                            and repository_id = coalesce(:repository, repository_id)
                        """)
                .bind("days", answer.daily().size())
                .bind("agent", question.agent())
                .bind("repository", question.repository())
                .map((row, context) -> List.of((Long[]) row.getArray(1).getArray()))
                .one());
        RunStatistics.Totals stats = answer.stats();
        assertThat(List.of(
                        stats.totalRuns(),
                        stats.successful(),
                        stats.issuesBySeverity().error(),
                        stats.issuesBySeverity().warning(),
                        stats.issuesBySeverity().info(),
                        stats.avgDurationMs()))
                .isEqualTo(sums);
        assertThat(answer.daily().stream().mapToLong(RunStatistics.Day::runs).sum())
                .isEqualTo(stats.totalRuns());
        if (answer.byAgent() != null) {
            assertThat(answer.byAgent().stream().mapToLong(one -> one.stats().totalRuns()))
                    .hasSize(20);
            assertThat(answer.byAgent().stream()
                            .mapToLong(one -> one.stats().totalRuns())
                            .sum())
                    .isEqualTo(stats.totalRuns());
        }
        if (answer.byRepository() != null) {
            assertThat(answer.byRepository().stream()
                            .mapToLong(one -> one.stats().totalRuns())
                            .sum())
                    .isEqualTo(stats.totalRuns());
        }
    }

    static List<Statistics.Question> questions() {
        return List.of(
                new Statistics.Question(Period.DAY, null, null, null, Scope.ALL),
                new Statistics.Question(Period.WEEK, "agent_7", null, null, Scope.ALL),
                new Statistics.Question(Period.MONTH, null, "repo_77", null, Scope.ALL),
                new Statistics.Question(Period.MONTH, "agent_3", "repo_77", null, Scope.ALL),
                new Statistics.Question(Period.MONTH, null, null, Statistics.Breakdown.AGENT, Scope.ALL),
                new Statistics.Question(Period.MONTH, null, null, Statistics.Breakdown.REPOSITORY, Scope.ALL),
                new Statistics.Question(Period.WEEK, "agent_3", null, Statistics.Breakdown.REPOSITORY, Scope.ALL));
    }

    private static RunFilter filter(
            @Nullable String agent,
            @Nullable String repository,
            @Nullable RunStatus status,
            @Nullable Integer number,
            @Nullable Instant since,
            @Nullable Instant until) {
        return new RunFilter(agent, repository, status, number, null, since, until, Scope.ALL);
    }

    private static long counted(RunFilter filter, String what) {
        return ledger.withHandle(
                handle -> handle.createQuery("select count(" + what + ") from run r where true" + filter.conditions())
                        .bindMap(filter.values())
                        .mapTo(Long.class)
                        .one());
    }

    private static List<String> expected(RunFilter filter, RunOrder order, Paging paging) {
        return ledger.withHandle(handle -> handle.createQuery("select id from run r where true" + filter.conditions()
                        + " order by " + sorted(order) + " offset :skipped limit :most")
                .bindMap(filter.values())
                .bind("skipped", paging.offset())
                .bind("most", paging.perPage())
                .mapTo(String.class)
                .list());
    }

    /// Pages of twenty by their number, those that lie beyond the end left out.
    private static Map<Integer, List<String>> expected(RunFilter filter, RunOrder order, Set<Integer> numbers) {
        Map<Integer, List<String>> expected = new HashMap<>();
        plain.createQuery("select (nth + 19) / 20 as page, id from (select id, row_number() over (order by "
                        + sorted(order) + ") as nth from run r where true" + filter.conditions()
                        + ") runs where (nth + 19) / 20 = any(:pages) order by nth")
                .bindMap(filter.values())
                .bindArray("pages", Integer.class, numbers)
                .map((row, context) -> Map.entry(row.getInt("page"), row.getString("id")))
                .forEach(run -> expected.computeIfAbsent(run.getKey(), page -> new ArrayList<>())
                        .add(run.getValue()));
        return expected;
    }

    private static String sorted(RunOrder order) {
        String by = order.column();
        return by + " " + order.direction() + " nulls last, case when " + by + " is null then created_at end desc, "
                + "case when " + by + " is null then id end desc, id " + order.direction();
    }

    private static RunFilter within(@Nullable String agent, String... repositories) {
        return new RunFilter(agent, null, null, null, null, null, null, new Scope(Set.of(repositories), Set.of()));
    }

    /// What `read` answers, when it reads no more rows and index entries of `run` than a few days
    /// have.
    private static <T> T few(Supplier<T> read) {
        long before = read();
        T answer = read.get();
        assertThat(read() - before).isLessThan(FEW);
        return answer;
    }

    private static long read() {
        return ledger.withHandle(handle -> {
            handle.execute("select pg_stat_force_next_flush()");
            return handle.createQuery("""
                            select (select sum(idx_tup_read) from pg_stat_user_indexes where relname = 'run')
                                + (select seq_tup_read from pg_stat_user_tables where relname = 'run')
                            """).mapTo(Long.class).one();
        });
    }
}
