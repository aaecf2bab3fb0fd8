package dev.paddock.controlplane.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;

import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.Server;
import dev.paddock.controlplane.loop.Loop;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.transaction.UserTransaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/// How leases end when their runners say nothing.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class EndLeasesTest {

    private final String lane = Server.lane();
    private final EndLeases endLeases;
    private final Expiries expiries;
    private final Jdbi ledger;
    private final UserTransaction transaction;

    EndLeasesTest(EndLeases endLeases, Expiries expiries, Jdbi ledger, UserTransaction transaction) {
        this.transaction = transaction;
        this.endLeases = endLeases;
        this.expiries = expiries;
        this.ledger = ledger;
    }

    @Test
    void everyLeaseThatIsOverEndsInOneTurn() throws Exception {
        String run = Server.submit(lane);
        transaction.begin();
        try {
            holdCopies(run, "a-dead-runner", 450);
            ledger.useHandle(handle -> handle.execute(
                    "update task set lease_until = now() - interval '1 s' where lane = ? and state = 'claimed'", lane));

            assertThat(expiries.expired(Duration.ofSeconds(30))).hasSizeGreaterThanOrEqualTo(450);
        } finally {
            transaction.rollback();
        }
    }

    @Test
    void aDeregisteredRunnerHandsBackAllItHeld() {
        String runner = Server.register(lane, 300);
        String run = Server.submit(lane);
        holdCopies(run, runner, 250);

        Server.runner().delete("/api/runners/" + runner).then().statusCode(200);

        assertThat(count("runner_id is not null and state = 'returned'")).isEqualTo(250);
        assertThat(count("attempt = 2 and avoid_runner is not null and finished_at is null"))
                .isEqualTo(250);
    }

    @Test
    void sweepersThatMeetEndEachLeaseOnce() {
        String runner = Server.register(lane, 30);
        List<String> runs =
                IntStream.range(0, 30).mapToObj(i -> Server.submit(lane)).toList();
        claimAll(runner, runs.size());
        ledger.useHandle(handle -> handle.execute("""
                update task set lease_until = now() - interval '1 s', confirmed_at = now() where lane = ?
                """, lane));

        List<CompletableFuture<Void>> sweepers = IntStream.range(0, 4)
                .mapToObj(i ->
                        CompletableFuture.runAsync(() -> Loop.runAll(endLeases.turns()), Thread::startVirtualThread))
                .toList();
        sweepers.forEach(CompletableFuture::join);

        Awaitility.await()
                .untilAsserted(() -> assertThat(count("state = 'lost'")).isEqualTo(30));
        assertThat(count("attempt = 2 and state = 'ready' and avoid_runner is null"))
                .isEqualTo(30);
        assertThat(count("true")).isEqualTo(60);
        for (String run : runs) {
            Server.admin()
                    .get("/v1/runs/" + run + "/events")
                    .then()
                    .body("event.type", contains("run.queued", "run.started", "run.requeued"))
                    .body("seq", contains(1, 2, 3));
        }
    }

    @Test
    void whatRanOutWhileTheLedgerWasAwayIsNobodysFault() {
        String runner = Server.register(lane, 2);
        Server.submit(lane);
        Server.submit(lane);
        for (String task : claimAll(runner, 2)) {
            Server.status(task, "preparing").then().statusCode(200);
        }
        // One lease ran out in the silence, the other so soon after it that its runner had given up before.
        ledger.useHandle(handle -> handle.execute("""
                with silence as (update sweep set swept_at = now() - interval '40 s')
                update task set lease_until = now() + (attempts.no - 2) * interval '20 s' + interval '1 s'
                from (select id, row_number() over (order by id) as no from task where lane = ?) attempts
                where task.id = attempts.id
                """, lane));
        // Another replica sweeps first, and comes no further than to say so.
        expiries.mark(Duration.ofSeconds(30));

        try {
            Awaitility.await()
                    .untilAsserted(() -> assertThat(count("attempt = 1 and state = 'returned'"))
                            .isEqualTo(2));
            assertThat(count("attempt = 2 and finished_at is null")).isEqualTo(2);
        } finally {
            ledger.useHandle(handle -> handle.execute("update sweep set away_from = null, away_until = null"));
        }
    }

    @Test
    void aClaimThatNobodyConfirmedGoesToAnother() {
        String runner = Server.register(lane, 2);
        Server.submit(lane);
        Server.submit(lane);
        List<String> tasks = claimAll(runner, 2);
        // The second was found late, when its lease had run out too.
        ledger.useHandle(handle -> {
            handle.execute("update task set claimed_at = now() - interval '31 s' where id = ?", id(tasks.get(0)));
            handle.execute("update task set lease_until = now() - interval '1 s' where id = ?", id(tasks.get(1)));
        });

        Awaitility.await()
                .untilAsserted(() -> assertThat(count("state = 'unconfirmed'")).isEqualTo(2));
        assertThat(count("attempt = 2 and state = 'ready' and avoid_runner = '" + runner + "'"))
                .isEqualTo(2);
    }

    @Test
    void aTaskFarBeyondItsTimeLimitEndsItsRun() {
        String runner = Server.register(lane, 1);
        String run = Server.submit(lane);
        String task = Server.claim(runner);
        Server.status(task, "reviewing").then().statusCode(200);
        ledger.useHandle(
                handle -> handle.execute("update task set deadline = now() - interval '59 s' where id = ?", id(task)));
        Loop.runAll(endLeases.turns());
        assertThat(Server.run(run).getString("status")).isEqualTo("running");

        ledger.useHandle(
                handle -> handle.execute("update task set deadline = now() - interval '61 s' where id = ?", id(task)));

        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(Server.run(run).getString("status")).isEqualTo("timeout"));
        assertThat(count("state = 'timed_out'")).isEqualTo(1);
    }

    @Test
    void onlyAnotherProcessLosesWhatARunnerHeld() {
        String runner = Server.register(lane, 1);
        Server.submit(lane);
        String task = Server.claim(runner);
        Server.register(runner, "process-1", lane, 1).then().statusCode(200);
        Server.runner()
                .header("x-runner-id", runner)
                .header("x-runner-tags", lane)
                .post("/api/runners/register")
                .then()
                .statusCode(200);
        Server.status(task, "preparing").then().statusCode(200);

        Server.register(runner, "process-2", lane, 1).then().statusCode(200);

        Server.status(task, "preparing").then().statusCode(409);
        assertThat(count("state = 'lost'")).isEqualTo(1);
    }

    @Test
    void whoHandsBackTasksOfSeveralGroupsLocksTheseInTheOrderOfAll() throws Exception {
        String runner = Server.register(lane, 2);
        for (String group : List.of("z", "a")) {
            Server.submit(Map.of(
                    "repository",
                    "https://example.com/owner/repo",
                    "commit",
                    Server.COMMIT,
                    "tags",
                    List.of(lane),
                    "concurrency_group",
                    group + lane));
        }
        claimAll(runner, 2);
        CompletableFuture<Response> leaving;
        transaction.begin();
        try {
            lockGroup("a");
            leaving = CompletableFuture.supplyAsync(
                    () -> Server.runner().delete("/api/runners/" + runner), Thread::startVirtualThread);
            Awaitility.await().until(() -> somebodyWaitsFor("concurrency_group"));
            // Who has the last group waits for the first one: they would wait for each other.
            lockGroup("z");
        } finally {
            transaction.rollback();
        }

        leaving.get(10, TimeUnit.SECONDS).then().statusCode(200);
        assertThat(count("attempt = 2 and finished_at is null")).isEqualTo(2);
    }

    @Test
    void whoLeavesLocksItsTasksInTheOrderThatPhasesDo() throws Exception {
        String runner = Server.register(lane, 2);
        Server.submit(lane);
        String older = claimAll(runner, 1).getFirst();
        Server.submit(lane);
        String other = claimAll(runner, 1).getFirst();
        // The older run's attempt is now the newer task.
        Server.runner()
                .body(Map.of("reason", "not now"))
                .post("/api/runners/tasks/" + older + "/return")
                .then()
                .statusCode(200);
        String again = claimAll(runner, 1).getFirst();
        assertThat(again).isGreaterThan(other);
        CompletableFuture<Response> leaving;
        transaction.begin();
        try {
            // Phases have the first one, and want the other.
            lockTask(other);
            leaving = CompletableFuture.supplyAsync(
                    () -> Server.runner().delete("/api/runners/" + runner), Thread::startVirtualThread);
            Awaitility.await().until(() -> somebodyWaitsFor("task"));
            lockTask(again);
        } finally {
            transaction.rollback();
        }

        leaving.get(10, TimeUnit.SECONDS).then().statusCode(200);
        assertThat(count("state = 'returned'")).isEqualTo(3);
    }

    /// Fails when somebody else has it.
    private void lockTask(String task) {
        ledger.useHandle(
                handle -> handle.execute("select id from task where id = ? for no key update nowait", id(task)));
    }

    /// Fails when somebody else has it.
    private void lockGroup(String name) {
        ledger.useHandle(handle -> assertThat(handle.select(
                                "select key from concurrency_group where key like ? for no key update nowait",
                                "%/" + name + lane)
                        .mapTo(String.class)
                        .list())
                .hasSize(1));
    }

    private boolean somebodyWaitsFor(String table) {
        return ledger.withHandle(handle ->
                handle.select("""
                        select exists (select from pg_stat_activity
                            where wait_event_type = 'Lock' and query like ? and query not like '%pg_stat_activity%')
                        """, "%" + table + "%").mapTo(Boolean.class).one());
    }

    private static UUID id(String task) {
        return UUID.fromString(task);
    }

    /// Claims so many tasks, which another's statement may hide for a moment.
    private static List<String> claimAll(String runner, int tasks) {
        List<String> claimed = new ArrayList<>();
        Awaitility.await().until(() -> {
            claimed.addAll(Server.poll(runner, tasks, 1).<List<String>>path("data.id"));
            return claimed.size() == tasks;
        });
        return claimed;
    }

    /// Copies a run, its task claimed by `runner`.
    private void holdCopies(String run, String runner, int copies) {
        ledger.useHandle(handle -> {
            handle.execute("""
                    insert into run select (jsonb_populate_record(r, jsonb_build_object('id', left(r.id, 26) || lpad(n::text, 4, '0'),
                        'status', 'running', 'started_at', now()))).*
                    from run r cross join generate_series(1, ?) n where r.id = ?
                    """, copies, run);
            handle.createUpdate("""
                            insert into task select (jsonb_populate_record(t, jsonb_build_object(
                                'id', gen_random_uuid(), 'run_id', r.id, 'state', 'claimed', 'runner_id', :runner,
                                'runner_session', 'process-1', 'claimed_at', now(), 'handed_out_at', now(),
                                'lease_until', now() + interval '60 s'))).*
                            from task t join run r on left(r.id, 26) = left(t.run_id, 26) and r.id <> t.run_id where t.run_id = :run
                            """)
                    .bindMap(Map.of("run", run, "runner", runner))
                    .execute();
        });
    }

    private int count(String condition) {
        return ledger.withHandle(
                handle -> handle.createQuery("select count(*) from task where lane = :lane and (" + condition + ")")
                        .bind("lane", lane)
                        .mapTo(Integer.class)
                        .one());
    }
}
