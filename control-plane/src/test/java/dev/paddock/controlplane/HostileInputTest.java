package dev.paddock.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/// What nobody in his right mind would send.
@QuarkusTest
@AtTwoReplicas
@QuarkusTestResource(RealServices.class)
class HostileInputTest {

    private static final String URL = "https://example.com/owner/repo";

    private final String lane = Server.lane();
    private final Jdbi ledger;

    HostileInputTest(Jdbi ledger) {
        this.ledger = ledger;
    }

    @Test
    void textIsStoredWithoutNulAndWithoutHalvesOfCharacters() {
        String run = Server.admin()
                .body("""
                        {"repository": "%s\\u0000", "commit": "%s", "tags": ["%s"],
                         "trigger": {"type": "api", "event": "a\\u0000b\\ud800c"},
                         "pull_request": {"number": 1, "title": "t\\u0000\\udc00"},
                         "config": {"ai": {"k\\u0000": ["v\\u0000"]}}}
                        """.formatted(URL, Server.COMMIT, lane))
                .post("/v1/runs")
                .then()
                .statusCode(202)
                .body("trigger.event", equalTo("ab\uFFFDc"))
                .body("pull_request.title", equalTo("t\uFFFD"))
                .extract()
                .path("id");

        String runner = Server.register(lane, 1);
        Server.poll(runner, 1, 5).then().body("data.runId", contains(run)).body("data[0].ai.k", contains("v"));
    }

    @Test
    void nulInAPathOrParameterIsRefused() {
        for (String path : List.of(
                "/v1/agents/%00", "/v1/repositories/%00", "/v1/runs/%00", "/api/runners/%00", "/v1/runs/%00/logs")) {
            Server.admin().urlEncodingEnabled(false).get(path).then().statusCode(not(500));
        }
        Server.runner()
                .urlEncodingEnabled(false)
                .get("/api/runners/tasks/pending?runnerId=%00")
                .then()
                .statusCode(400)
                .body("code", equalTo("invalid_value"));
    }

    @Test
    void valuesNoColumnCanHoldAreRefused() {
        for (Map.Entry<String, Object> bad : Map.<String, Object>of(
                        "trigger", Map.of(),
                        "not_before", "+999999999-01-01T00:00:00Z",
                        "tags", List.of("A B"))
                .entrySet()) {
            Map<String, Object> body = new HashMap<>(Map.of("repository", URL, "commit", Server.COMMIT));
            body.put(bad.getKey(), bad.getValue());
            Server.admin().body(body).post("/v1/runs").then().statusCode(400);
        }
        StringBuilder url = new StringBuilder("https://example.com/");
        for (int i = 0; i < 1900; i++) {
            url.append((char) (0x4e00 + (i * 7919) % 20000));
        }
        Server.admin()
                .body(Map.of("repository", url.toString()))
                .post("/v1/runs")
                .then()
                .statusCode(400);
    }

    @Test
    void namesAreMadeOfAnyCloneUrl() {
        for (String url : List.of("https://example.com/a%00/b%00c-" + lane, "git@example.com:a/b%zz-" + lane)) {
            Server.admin()
                    .body(Map.of("clone_url", url))
                    .post("/v1/repositories")
                    .then()
                    .statusCode(201);
        }
        Server.admin()
                .body(Map.of("clone_url", "https://example.com/x/" + lane, "default_branch", "--upload-pack=x"))
                .post("/v1/repositories")
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("default_branch"));
    }

    @Test
    void anAgentThatNoRunCouldUseIsRefused() {
        Map<String, String> bad = Map.of(
                "command", "[\"a\", null]",
                "tags", "[null]",
                "success_exit_codes", "[null]",
                "template", "\"" + "x".repeat(300) + "\"",
                "config.min_severity", "{\"min_severity\": \"grave\"}",
                "config.gate.fail_on", "{\"gate\": {\"fail_on\": \"never\"}}");
        bad.forEach((field, value) -> Server.admin()
                .body("{\"name\": \"bad-%s\", \"image\": \"i\", \"%s\": %s}"
                        .formatted(UUID.randomUUID(), field.replaceFirst("[.].*", ""), value))
                .post("/v1/agents")
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo(field)));
        Server.admin().get("/v1/agents").then().statusCode(200);
    }

    @Test
    void aLogLineWithoutAMessageIsRefused() {
        String runner = Server.register(lane, 1);
        Server.submit(lane);
        String task = Server.claim(runner);

        Server.runner()
                .body("{\"logs\": [{\"message\": null}]}")
                .post("/api/runners/tasks/" + task + "/logs")
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("logs"));
    }

    @Test
    void aKeyAcrossTheCutOfALongLineStaysSecret() {
        String runner = Server.register(lane, 1);
        String run = Server.submit(lane);
        String task = Server.claim(runner);
        Server.logs(task, 1, List.of("x".repeat(16_384 - 40) + RealServices.RUNNER_KEY + "y".repeat(100)))
                .then()
                .statusCode(200);

        String message =
                Server.admin().get("/v1/runs/" + run + "/logs").then().extract().path("logs[0].message");
        assertThat(message).doesNotContain("dk_live_");
    }

    @Test
    void theDataOfLogLinesCountsTowardsTheLimit() {
        String runner = Server.register(lane, 1);
        Server.submit(lane);
        String task = Server.claim(runner);
        Map<String, Object> line = Map.of("message", "m", "data", Map.of("k", "x".repeat(1000)));
        Server.logs(task, 1, List.of(line)).then().statusCode(200);

        long bytes = ledger.withHandle(handle -> handle.createQuery("select log_bytes from task where id = :id")
                .bind("id", UUID.fromString(task))
                .mapTo(Long.class)
                .one());
        assertThat(bytes).isGreaterThan(1000);
    }

    @Test
    void aPathLongerThanAnIndexEntryIsStored() {
        String runner = Server.register(lane, 1);
        String run = Server.submit(lane);
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < 4000; i++) {
            path.append((char) ('0' + i * i % 7919 % 70));
        }
        Map<String, Object> result = new HashMap<>(Server.review(runner, "info"));
        result.put("files", List.of(Map.of("path", path.toString(), "status", "reviewed", "comments", List.of())));

        Server.result(Server.claim(runner), result).then().statusCode(200);
        Server.admin()
                .get("/external/integration/cicd/runs/" + run)
                .then()
                .body("results.test_id", contains(path.toString()));
    }

    @Test
    void aNumberOutOfRangeIsNamed() {
        Server.admin()
                .body("{\"repository\": \"a/b\", \"timeout_seconds\": 99999999999}")
                .post("/v1/runs")
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("timeout_seconds"));
    }

    @Test
    void aContextOfATraceThatIsNoneIsIgnored() {
        Server.admin()
                .header("traceparent", "nonsense")
                .body(Map.of("repository", URL, "commit", Server.COMMIT, "tags", List.of(lane)))
                .post("/v1/runs")
                .then()
                .statusCode(202);
        String runner = Server.register(lane, 1);

        Server.poll(runner, 1, 5).then().body("data[0].traceparent", matchesPattern("00-[0-9a-f]{32}-[0-9a-f]{16}-00"));
    }
}
