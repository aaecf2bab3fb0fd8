package dev.paddock.controlplane.contract;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.paddock.controlplane.Keys;
import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.Server;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Document 003: `/api/runners`. Every call is made as the document has it, with none of the later additions.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class Document003Test {

    private final String lane = Server.lane();
    private final String id = "runner-" + UUID.randomUUID();
    private final Jdbi ledger;

    Document003Test(Jdbi ledger) {
        this.ledger = ledger;
    }

    @Test
    void listIs200WithTheOneLastHeardOfFirst() {
        register();
        String other = Server.register(lane, 1);
        heartbeat("online", 0).statusCode(200);
        List<String> ids = Server.admin()
                .get("/api/runners")
                .then()
                .statusCode(200)
                .extract()
                .path("data.id");
        assertThat(ids.getFirst()).isEqualTo(id);
        assertThat(ids).contains(other);

        Server.heartbeat(other, List.of()).then().statusCode(200);
        Server.runner().get("/api/runners").then().statusCode(200).body("data[0].id", equalTo(other));
    }

    @Test
    void listIs401WithoutAKey() {
        given().get("/api/runners").then().statusCode(401);
    }

    @Test
    void getIs200WithTheFieldsOfTheList() {
        register();
        heartbeat("online", 0).statusCode(200);

        Map<String, Object> listed =
                Server.admin().get("/api/runners").then().extract().path("data[0]");
        Server.admin().get("/api/runners/" + id).then().statusCode(200).body("data", equalTo(listed));
        assertThat(listed)
                .containsOnlyKeys(
                        "id",
                        "name",
                        "version",
                        "status",
                        "maxConcurrency",
                        "currentJobs",
                        "tags",
                        "draining",
                        "ephemeral",
                        "lastHeartbeatAt",
                        "registeredAt");
    }

    @Test
    void getIs404ForAnUnknownRunner() {
        Server.admin().get("/api/runners/" + id).then().statusCode(404).body("error", notNullValue());
    }

    @Test
    void registerIs200WithTheDefaults() {
        register()
                .body("data.id", equalTo(id))
                .body("data.name", equalTo(id))
                .body("data.version", equalTo("unknown"))
                .body("data.maxConcurrency", equalTo(5))
                .body("data.tags", equalTo(List.of(lane)))
                .body("data.status", equalTo("online"))
                .body("data.currentJobs", equalTo(0))
                .body("data", hasKey("lastHeartbeatAt"))
                .body("data.lastHeartbeatAt", nullValue());
        Server.runner()
                .header("x-runner-id", id)
                .post("/api/runners/register")
                .then()
                .statusCode(200)
                .body("data.tags", empty());
    }

    @Test
    void registerIs200AgainAndUpdatesTheFields() {
        register();
        Server.runner()
                .header("x-runner-id", id)
                .header("x-runner-name", "Renamed")
                .header("x-runner-version", "2.0.0")
                .header("x-runner-max-concurrency", "7")
                .header("x-runner-tags", "GPU, fast,")
                .post("/api/runners/register")
                .then()
                .statusCode(200);

        Server.admin()
                .get("/api/runners/" + id)
                .then()
                .body("data.name", equalTo("Renamed"))
                .body("data.version", equalTo("2.0.0"))
                .body("data.maxConcurrency", equalTo(7))
                .body("data.tags", contains("fast", "gpu"));
    }

    @Test
    void theCallsOfTheDocumentWorkAsTheyStandThere(@TempDir Path folder) throws Exception {
        try (TlsFront front = new TlsFront(folder, RestAssured.port)) {
            Shell shell = new Shell(folder).hosts(front.port(), "your-domain.com");
            String register = Example.text("003-register.sh").replace("<api-key>", RealServices.RUNNER_KEY);
            String list = Example.text("003-list.sh").replace("<api-key>", RealServices.RUNNER_KEY);
            try (Shell.Script script = shell.start(register + list)) {
                assertThat(script.exitCode(30)).isZero();
                assertThat(script.text())
                        .contains("\"id\":\"runner-001\"", "\"name\":\"My Runner\"", "\"version\":\"1.2.0\"")
                        .contains("\"maxConcurrency\":3", "\"tags\":[\"fast\",\"gpu\"]", "{\"data\":[");
            }
        }
    }

    @Test
    void registerIs400WithoutAnId() {
        Server.runner()
                .post("/api/runners/register")
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("x-runner-id"));
    }

    @Test
    void registerIs401WithoutAKeyAnd403WithOneOfAUser() {
        given().header("x-runner-id", id).post("/api/runners/register").then().statusCode(401);
        as(Keys.of(ledger, "developer"))
                .header("x-runner-id", id)
                .post("/api/runners/register")
                .then()
                .statusCode(403);
    }

    @Test
    void registerIs403ForAnIdOfAnotherKey() {
        register();
        as(Keys.of(ledger, "runner"))
                .header("x-runner-id", id)
                .post("/api/runners/register")
                .then()
                .statusCode(403)
                .body("code", equalTo("runner_taken"));
    }

    @Test
    void registerIs426ForAnotherProtocol() {
        for (String version : List.of("0", "2", "one")) {
            Server.runner()
                    .header("x-runner-id", id)
                    .header("x-runner-protocol", version)
                    .post("/api/runners/register")
                    .then()
                    .statusCode(426)
                    .body("code", equalTo("unsupported_protocol"))
                    .body("supported", contains(1));
        }
    }

    @Test
    void heartbeatIs200ForEachStatusAndShowsIt() {
        register();
        heartbeat("busy", 2).statusCode(200).body("data.runner.status", equalTo("busy"));
        Server.admin()
                .get("/api/runners/" + id)
                .then()
                .body("data.status", equalTo("busy"))
                .body("data.currentJobs", equalTo(2))
                .body("data.lastHeartbeatAt", notNullValue());
        heartbeat("busy", 0).statusCode(200).body("data.runner.status", equalTo("busy"));
        heartbeat("offline", 0).statusCode(200).body("data.runner.status", equalTo("offline"));
        Server.admin().get("/api/runners/" + id).then().body("data.status", equalTo("offline"));
        heartbeat("online", 0)
                .statusCode(200)
                .body("data.runner.status", equalTo("online"))
                .body("data.cancelTaskIds", empty())
                .body("data.lostTaskIds", empty())
                .body("data.drain", equalTo(false));
    }

    @Test
    void heartbeatIs200AndNamesWhatWasCancelledUntilItsResult() {
        String kept = claimed();
        String run = Server.submit(lane);
        String task = pending(id).extract().path("data[0].id");
        heartbeat("busy", 2).statusCode(200).body("data.cancelTaskIds", empty());

        Server.admin().post("/v1/runs/" + run + "/cancel").then().statusCode(200);

        heartbeat("busy", 2).body("data.cancelTaskIds", contains(task)).body("data.lostTaskIds", empty());
        heartbeat("busy", 2).body("data.cancelTaskIds", contains(task));
        Server.result(task, Server.review(id, "info")).then().statusCode(409).body("code", equalTo("lease_lost"));
        heartbeat("busy", 1).body("data.cancelTaskIds", empty());
        Server.result(kept, Server.review(id, "info")).then().statusCode(200);
    }

    @Test
    void heartbeatIs400WithoutWhatIsRequired() {
        register();
        for (Map<String, ?> bad : List.of(
                Map.of("status", "online"),
                Map.of("currentJobs", 0),
                Map.of("status", "asleep", "currentJobs", 0),
                Map.of("status", "online", "currentJobs", -1))) {
            Server.runner()
                    .body(bad)
                    .post("/api/runners/" + id + "/heartbeat")
                    .then()
                    .statusCode(400)
                    .body("code", equalTo("invalid_value"));
        }
    }

    @Test
    void heartbeatIs404BeforeARegistrationAnd410AfterTheEnd() {
        heartbeat("online", 0).statusCode(404);
        register();
        Server.runner().delete("/api/runners/" + id).then().statusCode(200);
        heartbeat("online", 0).statusCode(410).body("code", equalTo("runner_gone"));
    }

    @Test
    void pendingIs200WithNothing() {
        register();
        pending(id).statusCode(200).body("data", empty());
    }

    @Test
    void pendingIs200WithAsManyTasksAsAskedFor() {
        register();
        for (int i = 0; i < 4; i++) {
            Server.submit(lane);
        }
        pending(id).statusCode(200).body("data", hasSize(1));
        Server.runner()
                .queryParam("runnerId", id)
                .queryParam("limit", "2")
                .get("/api/runners/tasks/pending")
                .then()
                .body("data", hasSize(2));
    }

    @Test
    void aPendingTaskHasTheRepositoryBranchCommitFilesAndAiConfiguration() {
        register();
        Server.submit(Map.of(
                "repository",
                "https://example.com/owner/" + lane,
                "branch",
                "feature",
                "commit",
                Server.COMMIT,
                "tags",
                List.of(lane),
                "files",
                List.of("src/A.java"),
                "config",
                Map.of("ai", Map.of("provider", "acme", "model", "m1", "prompt", "Be kind", "maxTokens", 1000))));
        pending(id)
                .body("data[0].id", notNullValue())
                .body("data[0].repository.url", equalTo("https://example.com/owner/" + lane))
                .body("data[0].repository.name", equalTo("owner/" + lane))
                .body("data[0].branch", equalTo("feature"))
                .body("data[0].commitSha", equalTo(Server.COMMIT))
                .body("data[0].files[0].path", equalTo("src/A.java"))
                .body("data[0].files[0]", hasKey("status"))
                .body("data[0].files[0]", hasKey("additions"))
                .body("data[0].files[0]", hasKey("deletions"))
                .body("data[0].ai.provider", equalTo("acme"))
                .body("data[0].ai.model", equalTo("m1"))
                .body("data[0].ai.prompt", equalTo("Be kind"))
                .body("data[0].ai.maxTokens", equalTo(1000))
                .body("data[0].limits.network", equalTo("none"));
    }

    @Test
    void aPendingTaskHasABranchAlsoWhenThereIsNone() {
        register();
        Server.submit(lane);
        pending(id).body("data[0]", hasKey("branch")).body("data[0].branch", nullValue());
    }

    @Test
    void pendingIs400ForParametersThatAreNone() {
        register();
        Server.runner().get("/api/runners/tasks/pending").then().statusCode(400);
        for (String limit : List.of("0", "-1", "x", "99999999999")) {
            Server.runner()
                    .queryParam("runnerId", id)
                    .queryParam("limit", limit)
                    .get("/api/runners/tasks/pending")
                    .then()
                    .statusCode(400)
                    .body("errors[0].field", equalTo("limit"));
        }
    }

    @Test
    void pendingIs404ForAnUnknownRunnerAnd403ForAnothers() {
        pending(id).statusCode(404);
        register();
        as(Keys.of(ledger, "runner"))
                .queryParam("runnerId", id)
                .get("/api/runners/tasks/pending")
                .then()
                .statusCode(403);
    }

    @Test
    void statusIs200ForEachPhase() {
        String task = claimed();
        for (String phase : List.of("preparing", "cloning", "reviewing", "submitting")) {
            Server.status(task, phase)
                    .then()
                    .statusCode(200)
                    .body("data.id", equalTo(task))
                    .body("data.status", equalTo(phase))
                    .body("data.leaseExpiresAt", notNullValue());
        }
    }

    @Test
    void statusIs400ForAnotherWordAnd404ForAnUnknownTask() {
        Server.status(claimed(), "sleeping").then().statusCode(400);
        Server.status(UUID.randomUUID().toString(), "cloning").then().statusCode(404);
    }

    @Test
    void logsAre200For1And200Lines() {
        String task = claimed();
        logs(task, List.of("one"))
                .statusCode(200)
                .body("data.accepted", equalTo(1))
                .body("data.nextSeq", equalTo(2));
        logs(task, Collections.nCopies(200, "line"))
                .statusCode(200)
                .body("data.accepted", equalTo(200))
                .body("data.nextSeq", equalTo(202))
                .body("data.truncated", equalTo(false));
    }

    @Test
    void logsAre400For0And201Lines() {
        String task = claimed();
        logs(task, List.of()).statusCode(400);
        logs(task, Collections.nCopies(201, "line")).statusCode(400);
    }

    @Test
    void resultIs200ForASuccessWithEveryField() {
        String task = claimed();
        Map<String, Object> result = new HashMap<>(Server.review(id, "warning"));
        result.put("rating", "B");
        result.put("logs", List.of("done"));
        Server.result(task, result)
                .then()
                .statusCode(200)
                .body("data.id", equalTo(task))
                .body("data.runId", notNullValue())
                .body("data.status", equalTo("succeeded"))
                .body("data.runStatus", equalTo("success"));
    }

    @Test
    void resultIs200ForAFailure() {
        String task = claimed();
        Server.result(
                        task,
                        Map.of(
                                "runnerId",
                                id,
                                "status",
                                "failed",
                                "files",
                                List.of(),
                                "totalComments",
                                0,
                                "metrics",
                                Map.of(),
                                "error",
                                "The model did not answer."))
                .then()
                .statusCode(200)
                .body("data.status", equalTo("failed"))
                .body("data.runStatus", equalTo("failure"));
    }

    @Test
    void resultIs400WithoutWhatIsRequired() {
        String task = claimed();
        for (String required : List.of("runnerId", "status", "files", "totalComments", "metrics")) {
            Map<String, Object> result = new HashMap<>(Server.review(id, "info"));
            result.remove(required);
            Server.result(task, result).then().statusCode(400).body("errors[0].field", equalTo(required));
        }
        Map<String, Object> result = new HashMap<>(Server.review(id, "info"));
        result.put("rating", "E");
        Server.result(task, result).then().statusCode(400).body("errors[0].field", equalTo("rating"));
        result.put("rating", "F");
        Server.result(task, result).then().statusCode(200);
    }

    @Test
    void resultIs409ForAnotherRunnerOrAnotherResult() {
        String task = claimed();
        Server.result(task, Server.review(Server.register(lane, 1), "info"))
                .then()
                .statusCode(409)
                .body("code", equalTo("lease_lost"));
        Server.result(task, Server.review(id, "info")).then().statusCode(200);
        Server.result(task, Server.review(id, "error"))
                .then()
                .statusCode(409)
                .body("code", equalTo("already_finished"));
    }

    @Test
    void deregisterIs200AndHandsBackWhatTheRunnerHeld() {
        String task = claimed();
        Server.status(task, "cloning").then().statusCode(200);
        Server.runner().delete("/api/runners/" + id).then().statusCode(200).body("data.status", equalTo("offline"));

        Server.admin().get("/api/runners/" + id).then().statusCode(200).body("data.status", equalTo("offline"));
        Server.status(task, "reviewing").then().statusCode(409).body("code", equalTo("lease_lost"));
        String next = Server.claim(Server.register(lane, 1));
        assertThat(next).isNotEqualTo(task);
        Server.runner().delete("/api/runners/" + id).then().statusCode(200).body("data.status", equalTo("offline"));
    }

    @Test
    void deregisterIs200ByAUser() {
        register();
        Server.admin().delete("/api/runners/" + id).then().statusCode(200).body("data.status", equalTo("offline"));
    }

    @Test
    void deregisterIs404ForAnUnknownRunnerAnd403ForAnothers() {
        Server.runner().delete("/api/runners/" + id).then().statusCode(404);
        register();
        as(Keys.of(ledger, "runner")).delete("/api/runners/" + id).then().statusCode(403);
        as(Keys.of(ledger, "viewer")).delete("/api/runners/" + id).then().statusCode(403);
    }

    private ValidatableResponse register() {
        return Server.runner()
                .header("x-runner-id", id)
                .header("x-runner-tags", lane)
                .post("/api/runners/register")
                .then()
                .statusCode(200);
    }

    private ValidatableResponse heartbeat(String status, int jobs) {
        return Server.runner()
                .body(Map.of("status", status, "currentJobs", jobs))
                .post("/api/runners/" + id + "/heartbeat")
                .then();
    }

    private static ValidatableResponse pending(String runner) {
        return Server.runner()
                .queryParam("runnerId", runner)
                .get("/api/runners/tasks/pending")
                .then();
    }

    /// Registers the runner and has it claim a task of its own; returns the task's id.
    private String claimed() {
        register();
        Server.submit(lane);
        return pending(id).statusCode(200).extract().path("data[0].id");
    }

    private static ValidatableResponse logs(String task, List<String> lines) {
        return Server.runner()
                .body(Map.of("logs", lines))
                .post("/api/runners/tasks/" + task + "/logs")
                .then();
    }

    private static RequestSpecification as(String key) {
        return given().header("Authorization", "Bearer " + key);
    }
}
