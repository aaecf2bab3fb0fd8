package dev.paddock.controlplane.contract;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.paddock.controlplane.Keys;
import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.Runs;
import dev.paddock.controlplane.Server;
import dev.paddock.controlplane.Settings;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Document 002: `/v1/runs`. Every call is made as the document has it, and its examples are compared member by member.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class Document002Test {

    private static final String UNKNOWN = "run_01ARZ3NDEKTSV4RRFFQ69G5FAV";

    private final Runs runs = new Runs();
    private final Jdbi ledger;

    Document002Test(Jdbi ledger) {
        this.ledger = ledger;
    }

    // GET /v1/runs

    @Test
    void listIs200AsTheDocumentHasIt() throws IOException {
        String run = reviewedAsInTheDocument();

        Response reply = list(Map.of("repository_id", runs.repository()));

        Example.of("002/list-response.json")
                .varying(
                        "data[].id",
                        "data[].agent_id",
                        "data[].repository",
                        "data[].started_at",
                        "data[].completed_at",
                        "data[].duration_ms",
                        "meta.total")
                .assertShows(reply);
        reply.then().statusCode(200).body("data.id", contains(run)).body("meta.total", equalTo(1));
    }

    @Test
    void listIs200ByEachParameter() {
        String repository = runs.repository();
        String failed = runs.failed(runs.ofPullRequest(7), "review_failed");
        String reviewed = runs.reviewed(runs.ofPullRequest(42), "info");
        String cancelled = runs.cancelled(runs.queued(Map.of()));
        String queued = runs.queued(Map.of());
        String agent = Server.run(queued).getString("agent.id");
        String created = Server.run(cancelled).getString("created_at");

        found(Map.of("repository_id", repository), queued, cancelled, reviewed, failed);
        found(Map.of("repository_id", repository, "agent_id", agent), queued, cancelled, reviewed, failed);
        found(Map.of("repository_id", repository, "agent_id", "agent_nobody"));
        found(Map.of("repository_id", repository, "status", "queued"), queued);
        found(Map.of("repository_id", repository, "status", "running"));
        found(Map.of("repository_id", repository, "status", "success"), reviewed);
        found(Map.of("repository_id", repository, "status", "failure"), failed);
        found(Map.of("repository_id", repository, "status", "cancelled"), cancelled);
        found(Map.of("repository_id", repository, "status", "timeout"));
        found(Map.of("repository_id", repository, "pr_number", 42), reviewed);
        found(Map.of("repository_id", repository, "kind", "executed", "pr_number", 7), failed);
        found(Map.of("repository_id", repository, "kind", "ingested"));
        found(Map.of("repository_id", repository, "since", created), queued);
        found(Map.of("repository_id", repository, "until", created), reviewed, failed);
        found(Map.of("repository_id", repository, "since", "2026-01-01T00:00:00Z", "until", created), reviewed, failed);
        found(Map.of("repository_id", repository, "order", "asc"), failed, reviewed, cancelled, queued);
        found(Map.of("repository_id", repository, "page", 2, "per_page", 3), failed);
        found(Map.of("repository_id", repository, "sort", "started_at"), reviewed, failed, queued, cancelled);
        found(Map.of("repository_id", repository, "sort", "started_at", "order", "asc", "per_page", 1), failed);
        found(Map.of("repository_id", repository, "sort", "duration_ms", "page", 2, "per_page", 2), queued, cancelled);
    }

    private static void found(Map<String, ?> parameters, String... ids) {
        ValidatableResponse reply = list(parameters).then().statusCode(200);
        if (ids.length == 0) {
            reply.body("data", empty()).body("meta.total", equalTo(0));
        } else {
            reply.body("data.id", contains(ids));
        }
    }

    @Test
    void listIs200BeyondTheEnd() {
        runs.queued(Map.of());

        list(Map.of("repository_id", runs.repository(), "page", Integer.MAX_VALUE))
                .then()
                .statusCode(200)
                .body("data", empty())
                .body("meta.total", equalTo(1))
                .body("meta.page", equalTo(Integer.MAX_VALUE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "page=0",
                "page=-1",
                "page=one",
                "page=2147483648",
                "page=99999999999999999999",
                "page=1&page=1",
                "per_page=0",
                "per_page=101",
                "status=done",
                "status=queued&status=running",
                "pr_number=0",
                "pr_number=4x",
                "since=yesterday",
                "until=2026-13-01T00:00:00Z",
                "since=9999999-01-01T00:00:00Z",
                "kind=other",
                "sort=id",
                "order=up",
                "agent_id=",
                "repository_id=%00"
            })
    void listIs400ForWhatIsMalformed(String query) {
        refused(given(Server.admin()).urlEncodingEnabled(false).get("/v1/runs?" + query), 400, "invalid_value")
                .body("errors.field", contains(query.replaceAll("=.*", "")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0001-01-01T00:00:00Z", "1582-10-10T00:00:00Z", "1969-12-31T23:59:59+00:00"})
    void listAndLogsAre200HoweverLongAgoATimeIs(String time) {
        String run = runs.queued(Map.of());
        Server.logs(runs.claim(), 1, List.of("a line")).then().statusCode(200);

        found(Map.of("repository_id", runs.repository(), "since", time), run);
        found(Map.of("repository_id", runs.repository(), "until", time));
        logs(run, Map.of("since", time)).body("logs.message", contains("a line"));
        Settings.admin()
                .queryParam("since", time)
                .queryParam("limit", 1)
                .get("/api/settings/audit")
                .then()
                .statusCode(200)
                .body("entries", hasSize(1));
    }

    // GET /v1/runs/:id

    @Test
    void detailsAre200AsTheDocumentHasThem() throws IOException {
        String run = reviewedAsInTheDocument();

        Response reply = Server.admin().get("/v1/runs/" + run);

        Example.of("002/details-response.json")
                .varying(
                        "id",
                        "agent.id",
                        "repository.id",
                        "repository.name",
                        "commit.sha",
                        "started_at",
                        "completed_at",
                        "duration_ms",
                        // The document shows one of three.
                        "results.issues",
                        "results.issues[].id",
                        // Nobody takes actions or tokens yet.
                        "actions_taken",
                        "tokens_used.input",
                        "tokens_used.output")
                .assertShows(reply);
        reply.then()
                .statusCode(200)
                .body("id", equalTo(run))
                .body("repository.id", equalTo(runs.repository()))
                .body("commit.sha", equalTo(Server.COMMIT))
                .body("results.issues", hasSize(3))
                .body("actions_taken", empty())
                .body("tokens_used.input", equalTo(0))
                .body("kind", equalTo("executed"));
    }

    @Test
    void detailsAre200WithNullForWhatIsUnknown() {
        String run = runs.queued(Map.of());

        Server.admin()
                .get("/v1/runs/" + run)
                .then()
                .body("keySet()", hasItem("pull_request"))
                .body("pull_request", nullValue())
                .body("keySet()", hasItem("started_at"))
                .body("keySet()", hasItem("completed_at"))
                .body("keySet()", hasItem("duration_ms"))
                .body("keySet()", hasItem("results"))
                .body("results", nullValue());
    }

    @Test
    void detailsAre404ForNoRun() {
        refused(Server.admin().get("/v1/runs/" + UNKNOWN), 404, "not_found");
        refused(Server.admin().get("/v1/runs/run_abc123"), 404, "not_found");
    }

    // POST /v1/runs/:id/cancel

    @Test
    void cancelIs200AsTheDocumentHasItAndTheSameAgain() throws IOException {
        String run = runs.queued(Map.of());

        Response reply = Server.admin()
                .body(Example.of("002/cancel-request.json").body())
                .post("/v1/runs/" + run + "/cancel");

        Example.of("002/cancel-response.json").varying("id", "cancelled_at").assertShows(reply);
        reply.then().statusCode(200).body("id", equalTo(run));
        Server.admin()
                .post("/v1/runs/" + run + "/cancel")
                .then()
                .statusCode(200)
                .body(equalTo(reply.asString()));
        Server.admin().get("/v1/runs/" + run).then().body("cancel_reason", equalTo("No longer needed"));
    }

    @Test
    void cancelIs200WithoutABody() {
        given().header("x-api-key", RealServices.ADMIN_KEY)
                .post("/v1/runs/" + runs.queued(Map.of()) + "/cancel")
                .then()
                .statusCode(200);
    }

    @Test
    void cancelIs400ForALongReason() {
        refused(
                Server.admin()
                        .body(Map.of("reason", "x".repeat(1001)))
                        .post("/v1/runs/" + runs.queued(Map.of()) + "/cancel"),
                400,
                "invalid_value");
    }

    @Test
    void cancelIs409ForARunThatHasEnded() {
        String run = runs.reviewed(runs.queued(Map.of()), "info");

        refused(Server.admin().post("/v1/runs/" + run + "/cancel"), 409, "run_finished");
    }

    @Test
    void cancelIs404ForNoRun() {
        refused(Server.admin().post("/v1/runs/" + UNKNOWN + "/cancel"), 404, "not_found");
    }

    @Test
    void cancelIs409ForARunThatWasIngested() {
        refused(Server.admin().post("/v1/runs/" + ingested() + "/cancel"), 409, "run_ingested");
    }

    // POST /v1/runs/:id/retry

    @Test
    void retryIs202AsTheDocumentHasIt() throws IOException {
        String run = runs.failed(runs.ofPullRequest(42), "review_failed");

        Response reply =
                Server.admin().body(Example.of("002/retry-request.json").body()).post("/v1/runs/" + run + "/retry");

        Example.of("002/retry-response.json")
                .varying("original_run_id", "new_run_id")
                .assertShows(reply);
        reply.then()
                .statusCode(202)
                .header("Location", containsString("/v1/runs/" + reply.path("new_run_id")))
                .body("original_run_id", equalTo(run));
        Server.admin()
                .get("/v1/runs/" + reply.path("new_run_id"))
                .then()
                .body("original_run_id", equalTo(run))
                .body("trigger.type", equalTo("retry"))
                .body("commit.sha", equalTo(Server.COMMIT))
                .body("branch", equalTo("main"))
                .body("pull_request.number", equalTo(42));
        Server.admin().get("/v1/runs/" + run).then().body("status", equalTo("failure"));
        Server.poll(runs.runner(), 1, 20).then().body("data[0].config.review_style", equalTo("thorough"));
    }

    @Test
    void retryIs202WithoutABody() {
        String run = runs.cancelled(runs.queued(Map.of()));

        String again = given().header("x-api-key", RealServices.ADMIN_KEY)
                .post("/v1/runs/" + run + "/retry")
                .then()
                .statusCode(202)
                .extract()
                .path("new_run_id");

        runs.reviewed(again, "info");
        Server.admin().get("/v1/runs/" + again).then().body("status", equalTo("success"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gate", "image", "fail_on"})
    void retryIs422ForAnOverriddenGate(String setting) {
        String run = runs.cancelled(runs.queued(Map.of()));

        refused(retry(run, Map.of(setting, Map.of("fail_on", "info"))), 422, "config_not_overridable");
    }

    @Test
    void retryIs400ForUnknownValues() {
        String run = runs.cancelled(runs.queued(Map.of()));

        refused(retry(run, Map.of("review_style", "sloppy")), 400, "invalid_value")
                .body("errors.field", contains("config_override.review_style"));
        refused(retry(run, Map.of("ai", "none")), 400, "invalid_value");
    }

    @Test
    void retryIs409ForARunThatHasNotEndedOrWasIngested() {
        refused(retry(runs.queued(Map.of()), Map.of()), 409, "run_not_finished");
        refused(retry(ingested(), Map.of()), 409, "run_ingested");
    }

    @Test
    void retryIs404ForNoRun() {
        refused(retry(UNKNOWN, Map.of()), 404, "not_found");
    }

    // GET /v1/runs/:id/logs

    @Test
    void logsAre200AsTheDocumentHasThem() throws IOException {
        String run = runs.queued(Map.of());
        List<?> lines =
                JsonPath.from(Example.of("002/logs-response.json").body()).getList("logs");
        Server.logs(runs.claim(), 1, lines).then().statusCode(200);

        Response reply = Server.admin().get("/v1/runs/" + run + "/logs");

        Example.of("002/logs-response.json").varying("run_id").assertShows(reply);
        reply.then().statusCode(200).body("run_id", equalTo(run));
        logs(run, Map.of("level", "warn")).body("logs", empty());
        logs(run, Map.of("min_level", "info")).body("logs", hasSize(3));
        logs(run, Map.of("limit", 1)).body("logs.data.files_count", contains(8));
        logs(run, Map.of("after", reply.<String>path("logs[1].cursor"))).body("logs.data.issues_found", contains(3));
        logs(run, Map.of("since", reply.<String>path("logs[0].timestamp"), "limit", 1))
                .body("logs.data.file", contains("src/auth/login.ts"));
    }

    private static ValidatableResponse logs(String run, Map<String, ?> parameters) {
        return Server.admin()
                .queryParams(parameters)
                .get("/v1/runs/" + run + "/logs")
                .then()
                .statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "level=loud",
                "since=now",
                "since=0000-01-01T00:00:00Z",
                "limit=0",
                "limit=10001",
                "after=nowhere"
            })
    void logsAre400ForWhatIsMalformed(String query) {
        refused(Server.admin().get("/v1/runs/" + runs.queued(Map.of()) + "/logs?" + query), 400, "invalid_value");
    }

    @Test
    void logsAre404ForNoRun() {
        refused(Server.admin().get("/v1/runs/" + UNKNOWN + "/logs"), 404, "not_found");
    }

    // GET /v1/runs/stats

    @Test
    void statisticsAre200AsTheDocumentHasThem() throws IOException {
        runs.reviewed(runs.queued(Map.of()), "error");
        runs.reviewed(runs.queued(Map.of()), "warning");
        runs.failed(runs.queued(Map.of()), "review_failed");
        runs.cancelled(runs.queued(Map.of()));
        runs.queued(Map.of());

        Response reply = stats(Map.of("repository_id", runs.repository(), "by", "repository"));

        Example.of("002/stats-response.json")
                .varying(
                        "stats.total_runs",
                        "stats.successful",
                        "stats.failed",
                        "stats.success_rate",
                        "stats.avg_duration_ms",
                        "stats.total_issues_found",
                        "stats.issues_by_severity.error",
                        "stats.issues_by_severity.warning",
                        "stats.issues_by_severity.info",
                        "daily_breakdown",
                        "daily_breakdown[].date",
                        "daily_breakdown[].runs",
                        "daily_breakdown[].successful")
                .assertShows(reply);
        reply.then()
                .statusCode(200)
                .body("stats.total_runs", equalTo(3))
                .body("stats.successful", equalTo(2))
                .body("stats.failed", equalTo(1))
                .body("stats.success_rate", equalTo(0.667f))
                .body("stats.total_issues_found", equalTo(2))
                .body("stats.issues_by_severity.error", equalTo(1))
                .body("daily_breakdown", hasSize(7))
                .body("daily_breakdown.runs.sum()", equalTo(3))
                .body("by_repository.id", contains(runs.repository()))
                .body("by_repository[0].stats.total_runs", equalTo(3))
                .body("keySet()", not(hasItem("by_agent")));
    }

    @Test
    void statisticsAre200ForEachPeriod() {
        stats(Map.of("period", "day", "agent_id", "agent_nobody"))
                .then()
                .body("daily_breakdown", hasSize(1))
                .body("stats.success_rate", equalTo(0f))
                .body("stats.avg_duration_ms", equalTo(0));
        stats(Map.of("period", "month")).then().body("daily_breakdown", hasSize(30));
        stats(Map.of("by", "agent")).then().statusCode(200).body("by_agent.id[0]", startsWith("agent_"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"period=year", "period=day&period=day", "agent_id=", "by=day"})
    void statisticsAre400ForWhatIsMalformed(String query) {
        refused(Server.admin().get("/v1/runs/stats?" + query), 400, "invalid_value");
    }

    // Every endpoint

    @Test
    void everyCallIs401WithoutAKeyAnd403WithOneOfARunner() {
        String run = "/v1/runs/" + runs.queued(Map.of());
        for (String path : List.of("/v1/runs", run, run + "/logs", "/v1/runs/stats")) {
            refused(given().get(path), 401, "unauthenticated");
            refused(Server.runner().get(path), 403, "forbidden");
        }
        for (String path : List.of(run + "/cancel", run + "/retry")) {
            refused(given().post(path), 401, "unauthenticated");
            refused(given().header("x-api-key", Keys.of(ledger, "viewer")).post(path), 403, "forbidden");
        }
    }

    private static Response list(Map<String, ?> parameters) {
        return Server.admin().queryParams(parameters).get("/v1/runs");
    }

    private static Response stats(Map<String, ?> parameters) {
        return Server.admin().queryParams(parameters).get("/v1/runs/stats");
    }

    private static Response retry(String run, Map<String, ?> override) {
        return Server.admin().body(Map.of("config_override", override)).post("/v1/runs/" + run + "/retry");
    }

    private static ValidatableResponse refused(Response reply, int status, String code) {
        return reply.then().statusCode(status).body("code", equalTo(code)).body("error", not(nullValue()));
    }

    /// A review of the document's pull request that found what the document shows: two warnings, one info.
    private String reviewedAsInTheDocument() {
        String run = runs.ofPullRequest(42);
        Map<String, ?> shown = Map.of(
                "line",
                45,
                "severity",
                "warning",
                "type",
                "missing_error_handling",
                "message",
                "Async operation lacks error handling",
                "suggestion",
                "Add try-catch block");
        List<?> comments = List.of(shown, comment(46, "warning"), comment(47, "info"));
        Map<String, ?> file = Map.of("path", "src/auth/login.ts", "status", "reviewed", "comments", comments);
        Map<String, Object> review = new HashMap<>(Server.review(runs.runner(), "info"));
        List<Map<String, ?>> files = new ArrayList<>(List.of(file));
        IntStream.range(1, 8)
                .forEach(i ->
                        files.add(Map.of("path", "src/" + i + ".ts", "status", "reviewed", "comments", List.of())));
        review.put("files", files);
        review.put("totalComments", comments.size());
        review.put("metrics", Map.of("filesReviewed", 8, "linesAnalyzed", 450));
        review.put("commit", Map.of("sha", Server.COMMIT, "message", "Implement login flow"));
        Server.result(runs.claim(), review).then().statusCode(200);
        return run;
    }

    private static Map<String, ?> comment(int line, String severity) {
        return Map.of(
                "line", line, "severity", severity, "type", "note", "message", "See here", "suggestion", "Look again");
    }

    /// A run as a report would leave it.
    private String ingested() {
        String run = runs.cancelled(runs.queued(Map.of()));
        ledger.useHandle(handle -> handle.execute(
                "update run set kind = 'ingested', status = 'success', outcome = 'success' where id = ?", run));
        return run;
    }
}
