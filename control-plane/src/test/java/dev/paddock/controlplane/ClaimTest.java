package dev.paddock.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/// Claims that meet each other.
@QuarkusTest
@AtTwoReplicas
@QuarkusTestResource(RealServices.class)
class ClaimTest {

    private final String lane = Server.lane();
    private final Jdbi ledger;
    private final DataSource source;

    ClaimTest(Jdbi ledger, DataSource source) {
        this.ledger = ledger;
        this.source = source;
    }

    @Test
    void twoPollsAtOnceDoNotFillASlotTwice() throws Exception {
        String runner = Server.register(lane, 1);
        String first = Server.submit(lane);
        Server.submit(lane);
        CompletableFuture<Response> poll;
        try (Connection other = lock(runner)) {
            poll = pollBehind(runner, 1);
            // What the other poll does while this one waits for it.
            execute(other, """
                    update task set state = 'claimed', runner_id = '%s', runner_session = 'process-1',
                        claimed_at = now(), handed_out_at = now(), lease_until = now() + interval '60 s'
                    where run_id = '%s'
                    """.formatted(runner, first));
            other.commit();
        }

        poll.get(10, TimeUnit.SECONDS).then().statusCode(200).body("data", empty());
    }

    @Test
    void anEventIsNeverOlderThanTheOneBeforeIt() throws Exception {
        String runner = Server.register(lane, 2);
        CompletableFuture<Response> poll;
        String first = Server.submit(lane);
        String run;
        try (Connection other = lock(runner)) {
            poll = pollBehind(runner, 2);
            // Accepted after the claim's transaction began, and claimed by it.
            run = Server.submit(lane);
            other.commit();
        }
        poll.get(10, TimeUnit.SECONDS).then().body("data.runId", contains(first, run));

        List<String> times = Server.admin()
                .get("/v1/runs/" + run + "/events")
                .then()
                .extract()
                .path("at");
        assertThat(times.stream().map(Instant::parse)).hasSize(2).isSorted();
        assertThat(Instant.parse(Server.run(run).getString("started_at")))
                .isAfterOrEqualTo(Instant.parse(Server.run(run).getString("created_at")));
    }

    @Test
    void aProcessThatAnotherReplacedGetsNothing() {
        String runner = Server.register(lane, 1);
        Server.register(runner, "process-2", lane, 1).then().statusCode(200);
        String run = Server.submit(lane);

        Server.poll(runner, "process-1", 1, 0).then().statusCode(200).body("data", empty());
        Server.poll(runner, "process-2", 1, 5).then().body("data.runId", contains(run));
    }

    @Test
    void aTaskThatWaitsForAnotherRunnerDoesNotHideTheNext() {
        String idle = Server.register(lane, 1);
        String busy = Server.register(lane, 1);
        Server.submit(lane);
        String held = Server.claim(busy);
        String avoiding = Server.submit(lane);
        giveBack(Server.claim(idle));
        String next = Server.submit(lane);

        // The one that gave it back is free, the other is not: it waits, and nothing else does.
        Server.poll(idle, 1, 10).then().body("data.runId", contains(next));
        Server.result(held, Server.review(busy, "info")).then().statusCode(200);
        Server.poll(busy, 1, 10).then().body("data.runId", contains(avoiding)).body("data.attempt", contains(2));
    }

    @Test
    void whatFailedForARunnersMachineIsTriedOnAnother() throws Exception {
        String unfit = Server.register(lane, 1);
        String fit = Server.register(lane, 1);
        String run = Server.submit(lane);
        Server.result(Server.claim(unfit), Server.failure(unfit, "image_unavailable"))
                .then()
                .statusCode(200);
        CompletableFuture<Response> first =
                CompletableFuture.supplyAsync(() -> Server.poll(unfit, 1, 10), Thread::startVirtualThread);

        Server.poll(fit, 1, 20).then().body("data.runId", contains(run)).body("data.attempt", contains(2));

        first.get().then().body("data", empty());
    }

    @Test
    void aRunnerThatOnlyBeatsIsNotWaitedForWithAHandBack() {
        String runner = Server.register(lane, 1);
        String stuck = Server.register(lane, 1);
        String run = Server.submit(lane);
        giveBack(Server.claim(runner));
        Server.poll(runner, 1, 0).then().body("data", empty());

        ledger.useHandle(handle -> handle.execute(
                "update runner set registered_at = now() - interval '80 s', last_poll_at = now() - interval '76 s'"
                        + " where id = ?",
                stuck));
        Server.heartbeat(stuck, List.of()).then().statusCode(200);

        Server.poll(runner, 1, 10).then().body("data.runId", contains(run)).body("data.attempt", contains(2));
    }

    @Test
    void aRunnerThatSaysItIsOfflineIsNotWaitedForWithAHandBack() {
        String runner = Server.register(lane, 1);
        String offline = Server.register(lane, 1);
        String run = Server.submit(lane);
        giveBack(Server.claim(runner));
        Server.poll(runner, 1, 0).then().body("data", empty());

        beatOffline(offline);

        Server.poll(runner, 1, 10).then().body("data.runId", contains(run)).body("data.attempt", contains(2));
    }

    @Test
    void aRunnerThatStopsIsNotWaitedForHoweverBusyItIs() {
        String idle = Server.register(lane, 1);
        String leaving = Server.register(lane, 1);
        Server.submit(lane);
        String held = Server.claim(leaving);
        String run = Server.submit(lane);
        giveBack(Server.claim(idle));
        Server.poll(idle, 1, 0).then().body("data", empty());

        Server.leave(leaving, List.of(held)).then().statusCode(200).body("data.lostTaskIds", empty());

        Server.poll(idle, 1, 10).then().body("data.runId", contains(run)).body("data.attempt", contains(2));
    }

    @Test
    void aRunnerThatStopsGetsNothingUntilItRegistersAnew() {
        String runner = Server.register(lane, 2);
        Server.leave(runner, List.of())
                .then()
                .statusCode(200)
                .body("data.runner.draining", is(true))
                .body("data.drain", is(false));
        String run = Server.submit(lane);
        Server.poll(runner, 1, 0).then().body("data", empty());

        Server.register(runner, "process-2", lane, 2).then().body("data.draining", is(false));

        Server.poll(runner, "process-2", 1, 10).then().body("data.runId", contains(run));
    }

    @Test
    void aRunnerGoesOnThatStopsNoLonger() {
        String runner = Server.register(lane, 1);
        Server.leave(runner, List.of()).then().body("data.runner.draining", is(true));

        Server.heartbeat(runner, List.of()).then().body("data.runner.draining", is(false));

        String run = Server.submit(lane);
        Server.poll(runner, 1, 10).then().body("data.runId", contains(run));
    }

    private static void beatOffline(String runner) {
        Server.runner()
                .body(Map.of("status", "offline", "currentJobs", 0, "taskIds", List.of()))
                .post("/api/runners/" + runner + "/heartbeat")
                .then()
                .statusCode(200);
    }

    private static void giveBack(String task) {
        Server.runner()
                .body(Map.of("reason", "leaving"))
                .post("/api/runners/tasks/" + task + "/return")
                .then()
                .statusCode(200);
    }

    @Test
    void aLostReplyIsGivenAgainHoweverOftenOthersCome() {
        String runner = Server.register(lane, 1);
        String other = Server.register(Server.lane(), 1);
        Server.submit(lane);
        String lost = Server.claim(runner);

        CompletableFuture<Response> again = Server.polling(runner);
        Awaitility.await()
                .atMost(Duration.ofSeconds(15))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    Server.poll(other, 1, 0).then().statusCode(200);
                    return again.isDone();
                });

        again.join().then().body("data.id", contains(lost));
    }

    private Connection lock(String runner) throws SQLException {
        Connection connection = source.getConnection();
        connection.setAutoCommit(false);
        execute(connection, "select id from runner where id = '" + runner + "' for no key update");
        return connection;
    }

    /// A poll that waits for the runner's row.
    private CompletableFuture<Response> pollBehind(String runner, int limit) {
        CompletableFuture<Response> poll =
                CompletableFuture.supplyAsync(() -> Server.poll(runner, limit, 0), Thread::startVirtualThread);
        Awaitility.await()
                .until(() -> ledger.withHandle(handle -> handle.createQuery(
                                "select exists (select from pg_stat_activity where wait_event_type = 'Lock')")
                        .mapTo(Boolean.class)
                        .one()));
        return poll;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.execute();
        }
    }
}
