package dev.paddock.controlplane;

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

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The Runs API as its document has it: one test an endpoint and status, the document's examples member by member.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class RunsDocumentTest {

    private static final String UNKNOWN = "run_01ARZ3NDEKTSV4RRFFQ69G5FAV";

    private final Runs runs = new Runs();
    private final Jdbi ledger;

    RunsDocumentTest(Jdbi ledger) {
        this.ledger = ledger;
    }

    // GET /v1/runs

    @Test
    void listRuns() {
        String run = runs.reviewed(runs.ofPullRequest(42), "warning");

        Response reply = list(Map.of("repository_id", runs.repository()));

        Example.of("002/list-response").assertShows(reply);
        reply.then()
                .statusCode(200)
                .body("data.id", contains(run))
                .body("data[0].agent_name", equalTo("code-reviewer"))
                .body("data[0].status", equalTo("success"))
                .body("data[0].trigger", equalTo("pull_request"))
                .body("data[0].issues_found", equalTo(1))
                .body("meta.total", equalTo(1))
                .body("meta.page", equalTo(1))
                .body("meta.per_page", equalTo(20));
    }

    @Test
    void listRunsByEachParameter() {
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
    void listRunsBeyondTheEnd() {
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
    void listRunsRefusesWhatIsMalformed(String query) {
        refused(given(Server.admin()).urlEncodingEnabled(false).get("/v1/runs?" + query), 400, "invalid_value")
                .body("errors.field", contains(query.replaceAll("=.*", "")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0001-01-01T00:00:00Z", "1582-10-10T00:00:00Z", "1969-12-31T23:59:59+00:00"})
    void noTimeIsTooLongAgo(String time) {
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

    @Test
    void listRunsNeedsAKey() {
        refused(given().get("/v1/runs"), 401, "unauthenticated");
    }

    // GET /v1/runs/:id

    @Test
    void getRunDetails() {
        String run = runs.reviewed(runs.ofPullRequest(42), "warning");

        Response reply = Server.admin().get("/v1/runs/" + run);

        Example.of("002/details-response").assertShows(reply);
        reply.then()
                .statusCode(200)
                .body("agent.template", equalTo("code-reviewer"))
                .body("trigger.event", equalTo("opened"))
                .body("pull_request.author", equalTo("developer"))
                .body("commit.sha", equalTo(Server.COMMIT))
                .body("results.summary", equalTo("Found 1 issue (0 errors, 1 warning, 0 info)"))
                .body("results.files_reviewed", equalTo(1))
                .body("results.lines_analyzed", equalTo(12))
                .body("actions_taken", empty())
                .body("tokens_used.input", equalTo(0))
                .body("kind", equalTo("executed"));
    }

    @Test
    void getRunDetailsShowsWhatIsUnknownAsNull() {
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
    void getRunDetailsOfNoRun() {
        refused(Server.admin().get("/v1/runs/" + UNKNOWN), 404, "not_found");
        refused(Server.admin().get("/v1/runs/run_abc123"), 404, "not_found");
    }

    // POST /v1/runs/:id/cancel

    @Test
    void cancelRun() {
        String run = runs.queued(Map.of());

        Response reply =
                Server.admin().body(Example.of("002/cancel-request").body()).post("/v1/runs/" + run + "/cancel");

        Example.of("002/cancel-response").assertShows(reply);
        reply.then().statusCode(200).body("id", equalTo(run)).body("status", equalTo("cancelled"));
        Server.admin()
                .post("/v1/runs/" + run + "/cancel")
                .then()
                .statusCode(200)
                .body(equalTo(reply.asString()));
        Server.admin().get("/v1/runs/" + run).then().body("cancel_reason", equalTo("No longer needed"));
    }

    @Test
    void cancelRunWithoutABody() {
        given().header("x-api-key", RealServices.ADMIN_KEY)
                .post("/v1/runs/" + runs.queued(Map.of()) + "/cancel")
                .then()
                .statusCode(200);
    }

    @Test
    void cancelRunRefusesALongReason() {
        refused(
                Server.admin()
                        .body(Map.of("reason", "x".repeat(1001)))
                        .post("/v1/runs/" + runs.queued(Map.of()) + "/cancel"),
                400,
                "invalid_value");
    }

    @Test
    void cancelRunThatHasEnded() {
        String run = runs.reviewed(runs.queued(Map.of()), "info");

        refused(Server.admin().post("/v1/runs/" + run + "/cancel"), 409, "run_finished");
        refused(Server.admin().post("/v1/runs/" + UNKNOWN + "/cancel"), 404, "not_found");
    }

    @Test
    void cancelRunThatWasIngested() {
        refused(Server.admin().post("/v1/runs/" + ingested() + "/cancel"), 409, "run_ingested");
    }

    // POST /v1/runs/:id/retry

    @Test
    void retryRun() {
        String run = runs.failed(runs.ofPullRequest(42), "review_failed");

        Response reply =
                Server.admin().body(Example.of("002/retry-request").body()).post("/v1/runs/" + run + "/retry");

        Example.of("002/retry-response").assertShows(reply);
        reply.then()
                .statusCode(202)
                .header("Location", containsString("/v1/runs/" + reply.path("new_run_id")))
                .body("original_run_id", equalTo(run))
                .body("status", equalTo("queued"));
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
    void retryRunWithoutABody() {
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
    void retryRunMayNotOverrideTheGate(String setting) {
        String run = runs.cancelled(runs.queued(Map.of()));

        refused(retry(run, Map.of(setting, Map.of("fail_on", "info"))), 422, "config_not_overridable");
    }

    @Test
    void retryRunRefusesUnknownValues() {
        String run = runs.cancelled(runs.queued(Map.of()));

        refused(retry(run, Map.of("review_style", "sloppy")), 400, "invalid_value")
                .body("errors.field", contains("config_override.review_style"));
        refused(retry(run, Map.of("ai", "none")), 400, "invalid_value");
    }

    @Test
    void retryRunThatHasNotEnded() {
        refused(retry(runs.queued(Map.of()), Map.of()), 409, "run_not_finished");
        refused(retry(UNKNOWN, Map.of()), 404, "not_found");
        refused(retry(ingested(), Map.of()), 409, "run_ingested");
    }

    // GET /v1/runs/:id/logs

    @Test
    void getRunLogs() {
        String run = runs.queued(Map.of());
        List<?> lines = JsonPath.from(Example.of("002/logs-response").body()).getList("logs");
        Server.logs(runs.claim(), 1, lines).then().statusCode(200);

        Response reply = Server.admin().get("/v1/runs/" + run + "/logs");

        Example.of("002/logs-response").assertShows(reply);
        reply.then()
                .statusCode(200)
                .body("run_id", equalTo(run))
                .body("logs.message", contains("Starting code review", "Analyzing file", "Review complete"));
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
    void getRunLogsRefusesWhatIsMalformed(String query) {
        refused(Server.admin().get("/v1/runs/" + runs.queued(Map.of()) + "/logs?" + query), 400, "invalid_value");
    }

    @Test
    void getRunLogsOfNoRun() {
        refused(Server.admin().get("/v1/runs/" + UNKNOWN + "/logs"), 404, "not_found");
    }

    // GET /v1/runs/stats

    @Test
    void getRunStatistics() {
        runs.reviewed(runs.queued(Map.of()), "error");
        runs.reviewed(runs.queued(Map.of()), "warning");
        runs.failed(runs.queued(Map.of()), "review_failed");
        runs.cancelled(runs.queued(Map.of()));
        runs.queued(Map.of());

        Response reply = stats(Map.of("repository_id", runs.repository(), "by", "repository"));

        Example.of("002/stats-response").assertShows(reply);
        reply.then()
                .statusCode(200)
                .body("period", equalTo("week"))
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
    void getRunStatisticsOfEachPeriod() {
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
    void getRunStatisticsRefusesWhatIsMalformed(String query) {
        refused(Server.admin().get("/v1/runs/stats?" + query), 400, "invalid_value");
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

    /// A run as a report would leave it.
    private String ingested() {
        String run = runs.cancelled(runs.queued(Map.of()));
        ledger.useHandle(handle -> handle.execute(
                "update run set kind = 'ingested', status = 'success', outcome = 'success' where id = ?", run));
        return run;
    }
}
