package dev.paddock.controlplane;

import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

@QuarkusTest
@AtTwoReplicas
@QuarkusTestResource(RealServices.class)
class QueueTest {

    private final String lane = Server.lane();
    private final Jdbi ledger;

    QueueTest(Jdbi ledger) {
        this.ledger = ledger;
    }

    @Test
    void aRunThatNobodyCanTakeSaysSo() {
        queue(Server.submit(lane)).body("reasons", contains("no_matching_runner"));
    }

    @Test
    void aRunBehindABusyRunnerSaysSoAndHasAPlace() {
        String runner = Server.register(lane, 1);
        String first = Server.submit(lane);
        Server.claim(runner);
        String second = Server.submit(lane);

        queue(first).body("position", equalTo(0)).body("reasons", empty());
        queue(second).body("position", greaterThanOrEqualTo(1)).body("reasons", contains("all_slots_busy"));
    }

    @Test
    void aHeldRunSaysWhatHoldsIt() {
        String held = Server.submit(Map.of(
                "repository",
                "https://example.com/owner/repo",
                "commit",
                Server.COMMIT,
                "tags",
                List.of(lane),
                "not_before",
                "2100-01-01T00:00:00Z"));

        queue(held)
                .body("position", equalTo(0))
                .body("reasons", contains("not_before"))
                .body("eta_seconds", greaterThan(2_000_000_000L));
    }

    @Test
    void betweenItsAttemptsARunWaitsAsAQueuedOneDoes() {
        String runner = Server.register(lane, 1);
        String run = Server.submit(lane);
        Server.result(Server.claim(runner), Server.failure(runner, "source_unavailable"))
                .then()
                .body("data.runStatus", equalTo("running"));
        // The backoff is random, and may be over already.
        ledger.useHandle(handle -> handle.execute("""
                update task set state = 'held', hold_reason = 'backoff', held_until = now() + interval '100 s',
                    ready_at = null, place = null
                where run_id = ? and attempt = 2
                """, run));
        queue(run)
                .body("position", equalTo(0))
                .body("reasons", contains("backoff"))
                .body("eta_seconds", allOf(greaterThan(90), lessThanOrEqualTo(100)));

        ledger.useHandle(
                handle -> handle.execute("update task set held_until = now() where run_id = ? and attempt = 2", run));
        Awaitility.await()
                .untilAsserted(() -> queue(run)
                        .body("position", equalTo(1))
                        .body("reasons", empty())
                        .body("eta_seconds", equalTo(0)));
    }

    @Test
    void aRunThatEndedDoesNotWait() {
        String run = Server.submit(lane);
        Server.admin().post("/v1/runs/" + run + "/cancel").then().statusCode(200);

        queue(run).body("position", equalTo(0)).body("reasons", empty());
        Server.admin().get("/v1/runs/run_x/queue").then().statusCode(404);
    }

    @Test
    void aRunnerThatBeatsButDoesNotPollIsNoCapacity() {
        String runner = Server.register(lane, 3);
        String run = Server.submit(lane);
        queue(run).body("eta_seconds", equalTo(0)).body("reasons", empty());

        ledger.useHandle(handle -> handle.execute(
                "update runner set registered_at = now() - interval '80 s', last_poll_at = now() - interval '76 s'"
                        + " where id = ?",
                runner));
        Server.heartbeat(runner, List.of()).then().statusCode(200);
        queue(run).body("reasons", contains("no_matching_runner"));

        // Slots that it keeps busy will be free one day.
        String other = Server.register(lane, 1);
        Server.claim(other);
        String next = Server.submit(lane);
        ledger.useHandle(handle -> handle.execute(
                "update runner set registered_at = now() - interval '80 s', last_poll_at = now() - interval '76 s'"
                        + " where id = ?",
                other));
        Server.heartbeat(other, List.of()).then().statusCode(200);
        queue(next).body("reasons", contains("all_slots_busy"));

        Server.poll(runner, 1, 0).then().statusCode(200);
        queue(Server.submit(lane)).body("reasons", empty());
    }

    @Test
    void aRunnerThatSaysItIsOfflineIsNoCapacity() {
        String runner = Server.register(lane, 3);
        String run = Server.submit(lane);
        queue(run).body("eta_seconds", equalTo(0)).body("reasons", empty());

        beat(runner, "offline");
        queue(run).body("reasons", contains("no_matching_runner"));

        beat(runner, "online");
        queue(run).body("reasons", empty());
    }

    private static void beat(String runner, String status) {
        Server.runner()
                .body(Map.of("status", status, "currentJobs", 0, "taskIds", List.of()))
                .post("/api/runners/" + runner + "/heartbeat")
                .then()
                .statusCode(200);
    }

    @Test
    void theEstimateComesFromRecentReviewsOfTheLane() {
        String agent = Agents.create(Map.of());
        String runner = Server.register(lane, 2);
        String done = Server.submit(Agents.run(agent, lane, Map.of()));
        Server.result(Server.claim(runner), Server.review(runner, "info"))
                .then()
                .statusCode(200);
        ledger.useHandle(handle ->
                handle.execute("update task set claimed_at = finished_at - interval '100 s' where run_id = ?", done));
        for (int i = 0; i < 2; i++) {
            Server.submit(Agents.run(agent, lane, Map.of()));
            Server.claim(runner);
        }
        List<String> waiting = List.of(
                Server.submit(Agents.run(agent, lane, Map.of())),
                Server.submit(Agents.run(agent, lane, Map.of())),
                Server.submit(Agents.run(agent, lane, Map.of())));

        queue(waiting.get(0)).body("position", equalTo(1)).body("eta_seconds", equalTo(100));
        queue(waiting.get(1)).body("position", equalTo(2)).body("eta_seconds", equalTo(100));
        queue(waiting.get(2)).body("position", equalTo(3)).body("eta_seconds", equalTo(200));
    }

    @Test
    void tasksThatItsRunnersCannotTakeAreNotBeforeARun() {
        Server.submit(Server.lane());
        Server.register(lane, 1);
        String run = Server.submit(lane);

        queue(run).body("position", equalTo(1));
    }

    @Test
    void withoutAnyReviewNothingIsEstimated() {
        String agent = Agents.create(Map.of());
        String runner = Server.register(lane, 1);
        Server.submit(Agents.run(agent, lane, Map.of()));
        Server.claim(runner);

        queue(Server.submit(Agents.run(agent, lane, Map.of())))
                .body("reasons", contains("all_slots_busy"))
                .body("eta_seconds", nullValue());
    }

    private static ValidatableResponse queue(String run) {
        return Server.admin().get("/v1/runs/" + run + "/queue").then().statusCode(200);
    }
}
