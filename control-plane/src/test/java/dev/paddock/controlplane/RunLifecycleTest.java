package dev.paddock.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

@QuarkusTest
@AtTwoReplicas
@QuarkusTestResource(RealServices.class)
class RunLifecycleTest {

    private final String lane = Server.lane();
    private final Jdbi ledger;

    RunLifecycleTest(Jdbi ledger) {
        this.ledger = ledger;
    }

    @Test
    void aRunGoesFromSubmissionToAVerdict() {
        String runner = Server.register(lane, 1);
        String run = Server.submit(lane);
        assertThat(Server.gate(run).getString("status")).isEqualTo("queued");

        String task = Server.claim(runner);
        assertThat(Server.run(run).getString("status")).isEqualTo("running");
        for (String phase : List.of("preparing", "cloning", "reviewing", "submitting")) {
            Server.status(task, phase).then().statusCode(200).body("data.status", equalTo(phase));
        }
        Server.logs(
                        task,
                        1,
                        List.of(
                                "plain",
                                Map.of(
                                        "message",
                                        "one of two",
                                        "data",
                                        Map.of("progress", Map.of("file", "src/A.java", "done", 1, "total", 2)))))
                .then()
                .statusCode(200)
                .body("data.nextSeq", equalTo(3));
        assertThat(Server.gate(run).getInt("tests_running")).isEqualTo(1);
        Server.result(task, Server.review(runner, "warning"))
                .then()
                .statusCode(200)
                .body("data.status", equalTo("succeeded"))
                .body("data.runStatus", equalTo("success"));

        JsonPath done = Server.run(run);
        assertThat(done.getString("results.summary")).isEqualTo("Found 1 issue (0 errors, 1 warning, 0 info)");
        assertThat(done.getString("results.issues[0].file")).isEqualTo("src/A.java");
        assertThat(done.getString("commit.message")).isEqualTo("Change A");
        assertThat(done.getLong("metrics.queueMs")).isNotNegative();
        assertThat(Server.gate(run).getString("status")).isEqualTo("passed");
        assertThat(Server.gate(run).getString("results[0].test_name")).isEqualTo("src/A.java");
        Server.admin().get("/v1/runs/" + run + "/logs").then().body("logs.message", contains("plain", "one of two"));
        Server.admin()
                .get("/v1/runs/" + run + "/events")
                .then()
                .body("event.type", contains("run.queued", "run.started", "run.finished"))
                .body("seq", contains(1, 2, 3));
    }

    @Test
    void anErrorFailsTheGate() {
        String runner = Server.register(lane, 1);
        String run = Server.submit(lane);
        Server.result(Server.claim(runner), Server.review(runner, "error"))
                .then()
                .statusCode(200);

        assertThat(Server.gate(run).getString("status")).isEqualTo("failed");
        assertThat(Server.gate(run).getString("reason")).isEqualTo("findings");
    }

    @Test
    void aSecondClaimerGetsNothing() {
        String first = Server.register(lane, 5);
        String second = Server.register(lane, 5);
        Server.submit(lane);
        Server.claim(first);

        Server.poll(second, 5, 0).then().statusCode(200).body("data", empty());
    }

    @Test
    void aRunnerGetsNoMoreThanItsFreeSlots() {
        String runner = Server.register(lane, 2);
        for (int i = 0; i < 3; i++) {
            Server.submit(lane);
        }

        Server.poll(runner, 10, 0).then().body("data", hasSize(2));
        Server.poll(runner, 10, 0).then().body("data", empty());
    }

    @Test
    void aRunnerWithoutTheTagGetsNothing() {
        String runner = Server.register(Server.lane(), 1);
        Server.submit(lane);

        Server.poll(runner, 1, 0).then().body("data", empty());
    }

    @Test
    void aWaitingPollIsAnsweredWhenATaskComes() throws Exception {
        String runner = Server.register(lane, 1);
        CompletableFuture<Response> poll = Server.polling(runner);
        String run = Server.submit(lane);

        poll.get(10, TimeUnit.SECONDS).then().body("data.runId", contains(run));
    }

    @Test
    void aReplyThatWasLostIsGivenAgain() {
        String runner = Server.register(lane, 1);
        Server.submit(lane);
        String task = Server.claim(runner);
        Server.poll(runner, 1, 0).then().body("data", empty());
        ledger.useHandle(handle -> handle.execute(
                "update task set handed_out_at = now() - interval '6 s' where id = ?", UUID.fromString(task)));

        Server.poll(runner, 1, 0).then().body("data.id", contains(task));
    }

    @Test
    void noMoreIsGivenAgainThanIsAskedFor() {
        String runner = Server.register(lane, 2);
        Server.submit(lane);
        Server.submit(lane);
        String first = Server.claim(runner);
        String second = Server.claim(runner);
        ledger.useHandle(handle ->
                handle.execute("update task set handed_out_at = now() - interval '6 s' where lane = ?", lane));

        Server.poll(runner, 1, 0).then().body("data.id", contains(first));
        Server.poll(runner, 1, 0).then().body("data.id", contains(second));
        Server.poll(runner, 1, 0).then().body("data", empty());
    }

    @Test
    void anExpiredLeaseIsGivenToTheNextAndTheOldHolderIsRefused() {
        String dead = Server.register(lane, 1);
        String run = Server.submit(lane);
        String lost = Server.claim(dead);
        Server.status(lost, "reviewing").then().statusCode(200);
        expire(lost);

        String heir = Server.register(lane, 1);
        String task = Server.claim(heir);
        assertThat(task).isNotEqualTo(lost);
        Server.status(lost, "submitting").then().statusCode(409).body("code", equalTo("lease_lost"));
        Server.logs(lost, 1, List.of("late")).then().statusCode(409).body("code", equalTo("lease_lost"));
        Server.result(lost, Server.review(dead, "info")).then().statusCode(409).body("code", equalTo("lease_lost"));
        Server.heartbeat(dead, List.of(lost)).then().body("data.lostTaskIds", contains(lost));
        Server.result(task, Server.review(heir, "info")).then().statusCode(200);

        assertThat(Server.run(run).getString("status")).isEqualTo("success");
        assertThat(Server.run(run).getInt("attempt")).isEqualTo(2);
    }

    @Test
    void aHeartbeatRenewsExactlyTheLeasesItNames() {
        String runner = Server.register(lane, 2);
        Server.submit(lane);
        Server.submit(lane);
        String kept = Server.claim(runner);
        String forgotten = Server.claim(runner);

        Server.heartbeat(runner, List.of(kept)).then().statusCode(200).body("data.lostTaskIds", empty());

        assertThat(confirmed(kept)).isTrue();
        assertThat(confirmed(forgotten)).isFalse();
    }

    @Test
    void aRestartedRunnerLosesWhatItsEarlierProcessHeld() {
        String runner = Server.register(lane, 1);
        String run = Server.submit(lane);
        String lost = Server.claim(runner);
        Server.status(lost, "preparing").then().statusCode(200);

        Server.register(runner, "process-2", lane, 1).then().statusCode(200);

        Server.poll(runner, "process-2", 1, 20)
                .then()
                .body("data.runId", contains(run))
                .body("data.attempt", contains(2));
    }

    @Test
    void aFailureOfTheInfrastructureIsTriedAgainAndThenGivenUp() {
        String runner = Server.register(lane, 1);
        String run = Server.submit(lane);
        for (int attempt = 1; attempt <= 3; attempt++) {
            String task = Server.claim(runner);
            Server.result(task, Server.failure(runner, "source_unavailable"))
                    .then()
                    .statusCode(200);
            ledger.useHandle(handle ->
                    handle.execute("update task set held_until = now() where run_id = ? and state = 'held'", run));
        }

        JsonPath ended = Server.run(run);
        assertThat(ended.getString("status")).isEqualTo("failure");
        assertThat(ended.getString("failure.reason")).isEqualTo("source_unavailable");
        assertThat(Server.gate(run).getString("reason")).isEqualTo("error");
    }

    @Test
    void aFailedReviewIsNotTriedAgain() {
        String runner = Server.register(lane, 1);
        String run = Server.submit(lane);
        Server.result(Server.claim(runner), Server.failure(runner, "review_failed"))
                .then()
                .body("data.runStatus", equalTo("failure"));

        assertThat(Server.run(run).getString("failure.message")).isEqualTo("It did not work.");
    }

    @Test
    void theSameResultAgainGetsTheSameReplyAndAnotherIsRefused() {
        String runner = Server.register(lane, 1);
        Server.submit(lane);
        String task = Server.claim(runner);
        String first = Server.result(task, Server.review(runner, "info")).asString();

        assertThat(Server.result(task, Server.review(runner, "info")).asString())
                .isEqualTo(first);
        Server.result(task, Server.review(runner, "error"))
                .then()
                .statusCode(409)
                .body("code", equalTo("already_finished"));
    }

    @Test
    void aResultThatWasTriedAgainGetsTheSameReplyWhateverBecameOfItsRun() {
        String runner = Server.register(lane, 1);
        String run = Server.submit(lane);
        String task = Server.claim(runner);
        Map<String, Object> failure = Server.failure(runner, "source_unavailable");
        String first = Server.result(task, failure)
                .then()
                .body("data.runStatus", equalTo("running"))
                .extract()
                .asString();
        ledger.useHandle(handle ->
                handle.execute("update task set held_until = now() where run_id = ? and state = 'held'", run));
        Server.result(Server.claim(runner), Server.review(runner, "info"))
                .then()
                .body("data.runStatus", equalTo("success"));

        assertThat(Server.result(task, failure).asString()).isEqualTo(first);
    }

    @Test
    void theResultThatEndedItsRunGetsTheSameReplyAgain() {
        String runner = Server.register(lane, 1);
        for (String reason : List.of("review_failed", "timeout")) {
            Server.submit(lane);
            String task = Server.claim(runner);
            String first = Server.result(task, Server.failure(runner, reason))
                    .then()
                    .body("data.runStatus", equalTo(reason.equals("timeout") ? "timeout" : "failure"))
                    .extract()
                    .asString();

            assertThat(Server.result(task, Server.failure(runner, reason)).asString())
                    .isEqualTo(first);
        }
    }

    @Test
    void theLinesThatComeWithAResultEndTheLog() {
        String runner = Server.register(lane, 1);
        String run = Server.submit(lane);
        String task = Server.claim(runner);
        Server.logs(task, 1, List.of("first")).then().statusCode(200);
        Map<String, Object> result = new HashMap<>(Server.failure(runner, "timeout"));
        result.put("logs", List.of("last", Map.of("level", "warn", "message", "very last")));

        String reply =
                Server.result(task, result).then().statusCode(200).extract().asString();
        assertThat(Server.result(task, result).asString()).isEqualTo(reply);

        Server.admin()
                .get("/v1/runs/" + run + "/logs")
                .then()
                .body("logs.message", contains("first", "last", "very last"));
        assertThat(Server.run(run).getString("status")).isEqualTo("timeout");
    }

    @Test
    void aResultAboutAnotherCommitIsRefused() {
        String runner = Server.register(lane, 1);
        String run = Server.submit(lane);
        Map<String, Object> result = new HashMap<>(Server.review(runner, "info"));
        result.put("commit", Map.of("sha", "b".repeat(40)));

        Server.result(Server.claim(runner), result).then().statusCode(400).body("code", equalTo("wrong_commit"));
        assertThat(Server.run(run).getString("status")).isEqualTo("running");
    }

    @Test
    void phasesOnlyGoForward() {
        String runner = Server.register(lane, 1);
        Server.submit(lane);
        String task = Server.claim(runner);
        Server.status(task, "reviewing").then().statusCode(200);
        Server.status(task, "reviewing").then().statusCode(200);

        Server.status(task, "cloning").then().statusCode(409).body("code", equalTo("illegal_phase"));
    }

    @Test
    void logBatchesAreStoredOnceAndAGapIsRefused() {
        String runner = Server.register(lane, 1);
        String run = Server.submit(lane);
        String task = Server.claim(runner);
        Server.logs(task, 1, List.of("one", "two")).then().statusCode(200);
        Server.logs(task, 1, List.of("one", "two")).then().body("data.accepted", equalTo(0));
        Server.logs(task, 2, List.of("two", "three")).then().body("data.accepted", equalTo(1));

        Server.logs(task, 9, List.of("nine"))
                .then()
                .statusCode(409)
                .body("code", equalTo("log_gap"))
                .body("expectedSeq", equalTo(4));
        String after = Server.admin()
                .queryParam("limit", 2)
                .get("/v1/runs/" + run + "/logs")
                .then()
                .body("logs.message", contains("one", "two"))
                .extract()
                .path("next_after");
        Server.admin()
                .queryParam("after", after)
                .get("/v1/runs/" + run + "/logs")
                .then()
                .body("logs.message", contains("three"));
    }

    @Test
    void keysAndTokensDoNotReachTheLog() {
        String runner = Server.register(lane, 1);
        String run = Server.submit(lane);
        Response claimed = Server.poll(runner, 1, 20);
        String token = claimed.path("data[0].token");
        Server.logs(claimed.path("data[0].id"), 1, List.of("key " + RealServices.RUNNER_KEY + " token " + token));

        Server.admin().get("/v1/runs/" + run + "/logs").then().body("logs.message", contains("key *** token ***"));
    }

    @Test
    void aCancelledRunStaysCancelled() {
        String runner = Server.register(lane, 1);
        String run = Server.submit(lane);
        String task = Server.claim(runner);
        Server.admin()
                .post("/v1/runs/" + run + "/cancel")
                .then()
                .statusCode(200)
                .body("status", equalTo("cancelled"));

        Server.heartbeat(runner, List.of(task)).then().body("data.cancelTaskIds", contains(task));
        Server.result(task, Server.review(runner, "info"))
                .then()
                .statusCode(409)
                .body("code", equalTo("lease_lost"));
        Server.admin().post("/v1/runs/" + run + "/cancel").then().statusCode(200);
        assertThat(Server.run(run).getString("status")).isEqualTo("cancelled");
        assertThat(Server.gate(run).getString("reason")).isEqualTo("cancelled");
    }

    @Test
    void aFinishedRunCannotBeCancelled() {
        String runner = Server.register(lane, 1);
        String run = Server.submit(lane);
        Server.result(Server.claim(runner), Server.review(runner, "info"))
                .then()
                .statusCode(200);

        Server.admin()
                .post("/v1/runs/" + run + "/cancel")
                .then()
                .statusCode(409)
                .body("code", equalTo("run_finished"))
                .body("error", containsString("has ended as success"));
    }

    @Test
    void aTaskHandedBackGoesToAnotherAttempt() {
        String runner = Server.register(lane, 1);
        String run = Server.submit(lane);
        String task = Server.claim(runner);
        Server.runner()
                .body(Map.of("reason", "shutting down"))
                .post("/api/runners/tasks/" + task + "/return")
                .then()
                .statusCode(200)
                .body("data.status", equalTo("returned"));

        Server.poll(runner, 1, 20).then().body("data.runId", contains(run)).body("data.attempt", contains(2));
    }

    @Test
    void aRunHeldUntilATimeIsServedThen() {
        String runner = Server.register(lane, 1);
        String run = Server.submit(Map.of(
                "repository",
                "https://example.com/owner/repo",
                "commit",
                Server.COMMIT,
                "tags",
                List.of(lane),
                "not_before",
                "2100-01-01T00:00:00Z"));
        Server.poll(runner, 1, 0).then().body("data", empty());
        ledger.useHandle(handle -> handle.execute("update task set held_until = now() where run_id = ?", run));

        Awaitility.await().untilAsserted(() -> Server.poll(runner, 1, 1).then().body("data", hasSize(1)));
    }

    private void expire(String task) {
        ledger.useHandle(handle -> handle.execute(
                "update task set lease_until = now() - interval '1 s' where id = ?", UUID.fromString(task)));
    }

    private boolean confirmed(String task) {
        return ledger.withHandle(
                handle -> handle.createQuery("select confirmed_at is not null from task where id = :id")
                        .bind("id", UUID.fromString(task))
                        .mapTo(Boolean.class)
                        .one());
    }
}
