package dev.paddock.controlplane.contract;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.paddock.controlplane.Keys;
import dev.paddock.controlplane.RawCall;
import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.Server;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Document 003: `/api/runners`, and whom its calls refuse.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class Document003RefusalsTest {

    private static final String TASKS = "/api/runners/tasks/";
    private static final long LARGEST = 16L << 20;

    private final String lane = Server.lane();
    private final Jdbi ledger;

    Document003RefusalsTest(Jdbi ledger) {
        this.ledger = ledger;
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/runners/r",
        "POST, /api/runners/r/heartbeat",
        "GET, /api/runners/tasks/pending?runnerId=r",
        "POST, /api/runners/tasks/t/status",
        "POST, /api/runners/tasks/t/logs",
        "POST, /api/runners/tasks/t/result",
        "DELETE, /api/runners/r"
    })
    void aCallIs401WithoutAKey(String verb, String path) {
        given().contentType("application/json")
                .body("{}")
                .request(verb, path)
                .then()
                .statusCode(401);
    }

    @Test
    void heartbeatIs403ForAnothersRunner() {
        String runner = Server.register(lane, 1);
        another("/api/runners/" + runner + "/heartbeat", Map.of("status", "online", "currentJobs", 0))
                .statusCode(403);
        another("/api/runners/" + runner + "/heartbeat", Map.of("status", "online", "currentJobs", -1))
                .statusCode(403);
    }

    /// Who may not speak for a task is told so, whatever else is wrong.
    @Test
    void aBadBodyIs403ForAnothersTaskAnd400ForItsOwn() {
        String task = claimed();
        for (Map.Entry<String, Map<String, ?>> bad : Map.<String, Map<String, ?>>of(
                        "/status", Map.of(),
                        "/logs", Map.of("logs", List.of()),
                        "/return", Map.of("reason", "x".repeat(1001)))
                .entrySet()) {
            another(TASKS + task + bad.getKey(), bad.getValue())
                    .body("code", equalTo("not_your_runner"))
                    .statusCode(403);
            Server.runner()
                    .body(bad.getValue())
                    .post(TASKS + task + bad.getKey())
                    .then()
                    .statusCode(400);
        }
    }

    @Test
    void pendingIs410AfterTheEnd() {
        String runner = Server.register(lane, 1);
        Server.runner().delete("/api/runners/" + runner).then().statusCode(200);
        Server.poll(runner, 1, 0).then().statusCode(410).body("code", equalTo("runner_gone"));
    }

    @Test
    void statusIs403ForAnothersTaskAnd409ForAPhaseThatIsOver() {
        String task = claimed();
        another(TASKS + task + "/status", Map.of("status", "cloning")).statusCode(403);
        Server.status(task, "reviewing").then().statusCode(200);
        Server.status(task, "cloning").then().statusCode(409).body("code", equalTo("illegal_phase"));
    }

    @Test
    void logsAre403ForAnothersTask404ForAnUnknownOneAnd409AfterItsEnd() {
        String runner = Server.register(lane, 1);
        String task = claimed(runner);
        another(TASKS + task + "/logs", Map.of("logs", List.of("line"))).statusCode(403);
        Server.logs(UUID.randomUUID().toString(), 1, List.of("line")).then().statusCode(404);
        Server.runner().delete("/api/runners/" + runner).then().statusCode(200);
        Server.logs(task, 1, List.of("line")).then().statusCode(409).body("code", equalTo("lease_lost"));
    }

    /// Whether the body is as it must be is judged before whether there is such a task.
    @Test
    void aWrongBodyIs400AlsoForAnUnknownTask() {
        String unknown = TASKS + UUID.randomUUID();
        for (String call : List.of("/status", "/logs", "/result")) {
            Server.runner()
                    .body(Map.of("logs", List.of()))
                    .post(unknown + call)
                    .then()
                    .statusCode(400)
                    .body("code", equalTo("invalid_value"));
        }
    }

    @Test
    void resultIs403ForAnothersTask404ForAnUnknownOneAnd413ForALargeOne() throws IOException {
        String runner = Server.register(lane, 1);
        String task = claimed(runner);
        Map<String, Object> review = Server.review(runner, "info");
        another(TASKS + task + "/result", review).statusCode(403);
        Server.result(UUID.randomUUID().toString(), review).then().statusCode(404);
        assertThat(RawCall.announce(
                        "POST",
                        TASKS + task + "/result",
                        LARGEST + 1,
                        "x-api-key: " + RealServices.RUNNER_KEY + "\r\n"))
                .startsWith("HTTP/1.1 413 ");
        Server.result(task, review).then().statusCode(200);
    }

    private String claimed() {
        return claimed(Server.register(lane, 1));
    }

    private String claimed(String runner) {
        Server.submit(lane);
        return Server.claim(runner);
    }

    /// A call with the key of another runner.
    private ValidatableResponse another(String path, Map<String, ?> body) {
        return given().header("Authorization", "Bearer " + Keys.of(ledger, "runner"))
                .contentType("application/json")
                .body(body)
                .post(path)
                .then();
    }
}
