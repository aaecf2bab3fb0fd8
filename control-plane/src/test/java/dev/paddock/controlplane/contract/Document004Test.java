package dev.paddock.controlplane.contract;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import dev.paddock.controlplane.Keys;
import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.Server;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Document 004: `GET /external/integration/cicd/runs/{run_id}`.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class Document004Test {

    private static final String PATH = "/external/integration/cicd/runs/";

    private final String lane = Server.lane();
    private final Jdbi ledger;

    Document004Test(Jdbi ledger) {
        this.ledger = ledger;
    }

    @Test
    void status200OfARunningRunIsTheExample() throws Exception {
        String runner = Server.register(lane, 1);
        String run = Server.submit(lane);
        Map<String, Object> progress = Map.of("file", "src/A.java", "done", 1, "total", 3.0);
        Server.logs(
                        Server.claim(runner),
                        1,
                        List.of(Map.of("message", "one of three", "data", Map.of("progress", progress))))
                .then()
                .statusCode(200);
        ledger.useHandle(
                handle -> handle.execute("update run set started_at = now() - interval '42.9 s' where id = ?", run));

        JsonNode gate = Example.json(get(run));
        // The files of an executed run come with its result.
        Example.of("004-example.json")
                .varying("run_id", "duration_seconds", "created_at", "updated_at", "results")
                .assertShows(gate);
        assertThat(gate.get("run_id").asText()).isEqualTo(run);
        assertThat(gate.get("duration_seconds").asInt()).isBetween(42, 60);
        assertThat(gate.get("duration_seconds").isIntegralNumber()).isTrue();
        for (String time : List.of("created_at", "updated_at")) {
            assertThat(gate.get(time).asText()).endsWith("Z");
            assertThat(Instant.parse(gate.get(time).asText())).isBeforeOrEqualTo(Instant.now());
        }
    }

    @Test
    void aReviewerThatSaysMoreIsDoneThanThereIsDoesNotMakeCountsThatDoNotAddUp() throws Exception {
        String runner = Server.register(lane, 1);
        String run = Server.submit(lane);
        Map<String, Object> progress = Map.of("done", 3, "total", 2);
        Server.logs(
                        Server.claim(runner),
                        1,
                        List.of(Map.of("message", "three of two", "data", Map.of("progress", progress))))
                .then()
                .statusCode(200);

        JsonNode gate = Example.json(get(run));

        assertThat(gate.get("tests_total").asInt()).isEqualTo(2);
        assertThat(gate.get("tests_passed").asInt()).isEqualTo(2);
        assertThat(gate.get("tests_running").asInt()).isZero();
    }

    @Test
    void status200OfAFinishedRunHasAResultForEachFile() throws Exception {
        String runner = Server.register(lane, 1);
        String run = Server.submit(Map.of(
                "repository",
                "https://example.com/owner/repo",
                "commit",
                Server.COMMIT,
                "tags",
                List.of(lane),
                "pull_request",
                Map.of("number", 7, "url", "https://example.com/owner/repo/pull/7")));
        Server.result(Server.claim(runner), threeFiles(runner)).then().statusCode(200);

        JsonNode gate = Example.json(get(run));
        String[] varying = {
            "run_id",
            "status",
            "tests_total",
            "tests_passed",
            "tests_failed",
            "tests_running",
            "duration_seconds",
            "created_at",
            "updated_at",
            "results",
            "results[].result_id",
            "results[].test_id",
            "results[].test_name",
            "results[].status",
            "results[].duration_seconds",
            "results[].url",
            "results[].destination.web_url"
        };
        Example.of("004-example.json").varying(varying).assertShows(gate);
        Example.of("004-response.json").varying(varying).assertShows(gate);
        assertThat(gate.get("status").asText()).isEqualTo("failed");
        assertThat(gate.get("reason").asText()).isEqualTo("findings");
        assertThat(gate.get("tests_total").asInt()).isEqualTo(3);
        assertThat(gate.get("tests_passed").asInt()).isEqualTo(2);
        assertThat(gate.get("tests_failed").asInt()).isEqualTo(1);
        assertThat(gate.get("tests_running").asInt()).isZero();
        JsonNode result = gate.get("results").get(0);
        assertThat(result.get("result_id").asText()).startsWith("res_");
        assertThat(result.get("test_id")).isEqualTo(result.get("test_name"));
        assertThat(result.get("test_name").asText()).isEqualTo("src/A.java");
        assertThat(result.get("status").asText()).isEqualTo("failed");
        assertThat(result.get("destination").get("web_url").asText())
                .isEqualTo("https://example.com/owner/repo/pull/7");
        String link = result.get("url").asText();
        Server.admin()
                .get(link.substring(link.indexOf("/v1/")))
                .then()
                .statusCode(200)
                .body("id", equalTo(run));
    }

    @Test
    void status200OfAReviewThatCouldNotJudgeAllFilesIsGreenOnlyWhereTheAgentAllowsIt() throws Exception {
        assertPartial(ofFiles("code-reviewer", "failed", "reviewed"), "failed", "partial", 1);
        String lenient = Server.admin()
                .body(Map.of(
                        "name",
                        lane,
                        "image",
                        "paddock/reviewer:latest",
                        "config",
                        Map.of("gate", Map.of("allow_partial", true))))
                .post("/v1/agents")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        assertPartial(ofFiles(lenient, "failed", "reviewed"), "passed", null, 0);
        // Nothing was reviewed.
        assertPartial(ofFiles(lenient, "failed", "failed"), "failed", "partial", 0);
    }

    private String ofFiles(String agent, String first, String second) {
        String runner = Server.register(lane, 1);
        String run = Server.submit(Map.of(
                "repository",
                "https://example.com/owner/repo",
                "commit",
                Server.COMMIT,
                "tags",
                List.of(lane),
                "agent_id",
                agent));
        Map<String, Object> review = new HashMap<>(Server.review(runner, "error"));
        review.put(
                "files",
                List.of(
                        Map.of("path", "src/A.java", "status", first, "comments", List.of()),
                        Map.of("path", "src/B.java", "status", second, "comments", List.of())));
        Server.result(Server.claim(runner), review).then().statusCode(200);
        return run;
    }

    private static void assertPartial(String run, String status, @Nullable String reason, int failed) throws Exception {
        JsonNode gate = Example.json(get(run));
        assertThat(gate.get("status").asText()).isEqualTo(status);
        assertThat(gate.path("reason").asText(null)).isEqualTo(reason);
        assertThat(gate.get("tests_failed").asInt()).isEqualTo(failed);
    }

    private static Map<String, Object> threeFiles(String runner) {
        Map<String, Object> review = new HashMap<>(Server.review(runner, "error"));
        Object first = ((List<?>) Objects.requireNonNull(review.get("files"))).getFirst();
        review.put(
                "files",
                List.of(
                        first,
                        Map.of("path", "src/B.java", "status", "reviewed", "comments", List.of()),
                        Map.of("path", "src/C.png", "status", "skipped", "comments", List.of())));
        return review;
    }

    @Test
    void status200OfAQueuedRunHasZerosAndNoResults() throws Exception {
        JsonNode gate = Example.json(get(Server.submit(lane)));

        Example.of("004-response.json")
                .varying("run_id", "created_at", "updated_at", "results")
                .assertShows(gate);
        assertThat(gate.get("results")).isEmpty();
        assertThat(gate.has("reason")).isFalse();
    }

    @Test
    void status401ForAKeyThatIsNone() throws Exception {
        for (String key : List.of("", "nonsense", Keys.unknown(), Keys.revoked(ledger, "viewer"))) {
            Response refused = given().header("Authorization", "Bearer " + key).get(PATH + Server.submit(lane));
            assertError(refused, 401);
        }
        assertError(given().get(PATH + "string"), 401);
    }

    @Test
    void status403ForAKeyThatMayNotRead() throws Exception {
        assertError(Server.runner().get(PATH + Server.submit(lane)), 403);
    }

    @Test
    void status404ForARunThatIsNone() throws Exception {
        for (String id : List.of(
                "string", "run_01ARZ3NDEKTSV4RRFFQ69G5FAV", UUID.randomUUID().toString())) {
            assertError(get(id), 404);
        }
    }

    private static void assertError(Response refused, int status) throws Exception {
        refused.then().statusCode(status).contentType(startsWith("application/json"));
        Example.of("004-error.json").varying("error").assertShows(refused);
    }

    @Test
    void status304WhileNothingChanges() {
        String run = Server.submit(lane);
        String etag = get(run).then().statusCode(200).extract().header("ETag");

        for (String known : List.of(etag, etag.replace("W/", ""), "\"other\", " + etag, "*")) {
            Server.admin()
                    .header("If-None-Match", known)
                    .get(PATH + run)
                    .then()
                    .statusCode(304)
                    .header("ETag", equalTo(etag));
        }
        Server.claim(Server.register(lane, 1));
        Server.admin()
                .header("If-None-Match", etag)
                .get(PATH + run)
                .then()
                .statusCode(200)
                .header("ETag", not(equalTo(etag)))
                .body("status", equalTo("running"));
    }

    @Test
    void status200OfAReviewedRunFollowsWhatPeopleDecide() {
        String runner = Server.register(lane, 1);
        String run = Server.submit(lane);
        Server.result(Server.claim(runner), Server.review(runner, "info"))
                .then()
                .statusCode(200);
        String passed =
                get(run).then().body("status", equalTo("passed")).extract().header("ETag");

        decide(run, "rejected");
        get(run).then()
                .header("ETag", not(equalTo(passed)))
                .body("status", equalTo("failed"))
                .body("reason", equalTo("rejected"));
        decide(run, "approved");
        get(run).then().body("status", equalTo("passed"));
    }

    private static void decide(String run, String state) {
        Server.admin()
                .body(Map.of("state", state))
                .post("/v1/runs/" + run + "/review")
                .then()
                .statusCode(200);
    }

    @Test
    void status400ForAWaitThatIsNone() {
        String run = Server.submit(lane);
        for (String wait : List.of("61", "-1", "1.5", "soon", "060")) {
            Server.admin()
                    .queryParam("wait", wait)
                    .get(PATH + run)
                    .then()
                    .statusCode(400)
                    .body("errors[0].field", equalTo("wait"));
        }
    }

    private static Response get(String run) {
        return Server.admin().get(PATH + run);
    }
}
