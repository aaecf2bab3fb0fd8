package dev.paddock.controlplane;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Reports of what was executed elsewhere, as runs.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class ReportTest {

    private final Jdbi ledger;
    private ReportClient ci;

    ReportTest(Jdbi ledger) {
        this.ledger = ledger;
    }

    @BeforeEach
    void register() {
        ci = new ReportClient();
    }

    private Response post(String body) {
        return ci.call().body(body).post(ReportClient.RUNS);
    }

    @Test
    void aReportIsARunThatIsOver() {
        Response reply = ci.call()
                .body(Map.of(
                        "report",
                        Map.of("results", List.of(ReportClient.result("/", "passed"))),
                        "branch",
                        "main",
                        "commit",
                        "A1B2C3D"))
                .post(ReportClient.RUNS);
        String run = reply.then().statusCode(201).extract().path("run.id");

        assertThat(reply.header("Location")).endsWith("/api/v1/runs/" + run);
        Server.admin()
                .get("/v1/runs/" + run)
                .then()
                .body("kind", equalTo("ingested"))
                .body("status", equalTo("success"))
                .body("agent.name", equalTo("ingest"))
                .body("trigger.type", equalTo("ingest"))
                .body("commit.sha", equalTo("a1b2c3d"))
                .body("branch", equalTo("main"))
                .body("repository.id", equalTo(ci.repository().id()))
                .body("results", nullValue());
        Server.admin()
                .get("/v1/runs/" + run + "/events")
                .then()
                .body("seq", contains(1))
                .body("event.type", contains("run.finished"));
    }

    @Test
    void aFailedResultFailsTheRun() {
        String run = ci.sent(ReportClient.result("/", "changed"), ReportClient.result("/pay", "failed"));

        Server.admin()
                .get("/v1/runs/" + run)
                .then()
                .body("status", equalTo("failure"))
                .body("$", not(hasKey("failure")));
    }

    @Test
    void branchAndCommitMayBeMissingOrEmpty() {
        for (String given : List.of("", ", 'branch': '', 'commit': ''", ", 'branch': null, 'commit': null")) {
            post("{'report': {'results': []}%s}".formatted(given).replace('\'', '"'))
                    .then()
                    .statusCode(201)
                    .body("run.branch", nullValue())
                    .body("run.commit", nullValue());
        }
        post("{'report': {'results': []}, 'branch': '-x', 'commit': 'main'}".replace('\'', '"'))
                .then()
                .statusCode(400)
                .body("errors.field", contains("branch", "commit"));
    }

    @Test
    void whatNobodyKnowsIsKeptAsItWasWritten() {
        String result = "{\"target\":\"/\",\"kind\":\"dom\",\"status\":\"new\",\"extra\":[1.10,1E+400,null,{\"a\":[]}],"
                + "\"snapshot\":{\"b\":12345678901234567890,\"a\":0.1}}";
        String report = "{\"results\":[" + result + "],\"run\":{\"seed\":0.30000000000000004441}}";
        String run = post("{\"report\":" + report + "}")
                .then()
                .statusCode(201)
                .extract()
                .path("run.id");

        String read = ci.read(run).then().statusCode(200).extract().asString();

        assertThat(read)
                .contains("\"extra\":[1.10,1E+400,null,{\"a\":[]}]")
                .contains("\"snapshot\":{\"b\":12345678901234567890,\"a\":0.1}")
                .contains("\"run\":{\"seed\":0.30000000000000004441}");
    }

    @Test
    void aRequestForAReviewIsToldWhereItBelongs() {
        post("{\"repository\": \"owner/repo\", \"commit\": \"" + Server.COMMIT + "\"}")
                .then()
                .statusCode(400)
                .body("errors.field", contains("report"))
                .body("error", containsString("POST /v1/runs"));
        post("").then().statusCode(400).body("code", equalTo("malformed_request"));
        assertThat(ci.runs()).isZero();
    }

    @Test
    void aRepeatFindsTheFirstRunAlsoWhenItsReplyWasLost() {
        String key = UUID.randomUUID().toString();
        Map<String, ?> body = Map.of("report", Map.of("results", List.of(ReportClient.result("/", "passed"))));
        Response first = ci.call().header("Idempotency-Key", key).body(body).post(ReportClient.RUNS);
        first.then().statusCode(201);
        Response again = ci.call().header("Idempotency-Key", key).body(body).post(ReportClient.RUNS);
        assertThat(again.asString()).isEqualTo(first.asString());

        ledger.useHandle(handle -> handle.execute("delete from kept_reply where key = ?", key));
        ci.call()
                .header("Idempotency-Key", key)
                .body(body)
                .post(ReportClient.RUNS)
                .then()
                .statusCode(201)
                .body("run.id", equalTo(first.path("run.id")));
        ci.call()
                .header("Idempotency-Key", key)
                .body(Map.of("report", Map.of("results", List.of())))
                .post(ReportClient.RUNS)
                .then()
                .statusCode(422)
                .body("code", equalTo("idempotency_key_reused"));
        assertThat(ci.runs()).isEqualTo(1);
    }

    @Test
    void aReportIsNeitherCancelledNorTriedAgain() {
        String run = ci.sent(ReportClient.result("/", "failed"));

        for (String call : List.of("cancel", "retry")) {
            Server.admin()
                    .post("/v1/runs/" + run + "/" + call)
                    .then()
                    .statusCode(409)
                    .body("code", equalTo("run_ingested"));
        }
        for (String export : List.of("findings.sarif", "findings.codequality.json")) {
            Server.admin()
                    .get("/v1/runs/" + run + "/" + export)
                    .then()
                    .statusCode(409)
                    .body("code", equalTo("no_review"));
        }
        Server.admin().get("/v1/runs/" + run + "/summary.md").then().statusCode(200);
        Server.admin().get("/v1/runs/" + run + "/logs").then().statusCode(200);
        Server.admin().get("/v1/runs/" + run + "/queue").then().statusCode(200);
    }

    @Test
    void listsTellReportsApartAndStatisticsLeaveThemOut() {
        ci.sent(ReportClient.result("/", "passed"));
        ci.sent(ReportClient.result("/", "failed"));
        String repository = "repository_id=" + ci.repository().id();

        Server.admin().get("/v1/runs?kind=ingested&" + repository).then().body("meta.total", equalTo(2));
        Server.admin().get("/v1/runs?kind=executed&" + repository).then().body("meta.total", equalTo(0));
        Server.admin().get("/v1/runs?sort=duration_ms&" + repository).then().body("meta.total", equalTo(2));
        Response statistics = Server.admin().get("/v1/runs/stats?" + repository);
        assertThat(statistics.<Integer>path("stats.total_runs"))
                .as(statistics.asString())
                .isZero();
    }

    @Test
    void nobodyRunsTheAgentThatStandsForReports() {
        ci.sent(ReportClient.result("/", "passed"));

        assertThat(Server.admin().get("/v1/agents?per_page=100").<List<String>>path("data.name"))
                .doesNotContain("ingest");
        for (String name : List.of("ingest", "agent_" + "0".repeat(26))) {
            Server.admin()
                    .body(Map.of("repository", ci.repository().id(), "agent_id", name))
                    .post("/v1/runs")
                    .then()
                    .statusCode(422)
                    .body("code", equalTo("unknown_agent"));
        }
    }

    @Test
    void anExecutedRunShowsItsFindingsAsAReport() {
        Runs runs = new Runs();
        String open = runs.queued(Map.of());
        Server.admin()
                .get(ReportClient.RUNS + "/" + open)
                .then()
                .statusCode(200)
                .body("report.results.size()", equalTo(0));
        String run = runs.reviewed(open, "error");

        Server.admin()
                .get(ReportClient.RUNS + "/" + run)
                .then()
                .statusCode(200)
                .body("run.kind", equalTo("executed"))
                .body("run.status", equalTo("success"))
                .body("run.reviewState", equalTo("pending"))
                .body("report.results.target", contains("src/A.java"))
                .body("report.results.status", contains("failed"))
                .body("report.results[0].findings.severity", contains("error"))
                .body("report.results[0].findings[0].line", equalTo(3));
    }

    @Test
    void aReadKnowsWhatTheCallerHas() {
        String run = ci.sent(ReportClient.result("/", "changed"));
        String etag = ci.read(run).then().extract().header("ETag");

        ci.call()
                .header("If-None-Match", etag)
                .get(ReportClient.RUNS + "/" + run)
                .then()
                .statusCode(304);
        ci.review(run, Map.of("state", "rejected")).then().statusCode(200);
        ci.call()
                .header("If-None-Match", etag)
                .get(ReportClient.RUNS + "/" + run)
                .then()
                .statusCode(200)
                .body("run.reviewState", equalTo("rejected"));
    }

    @Test
    void aKeyNamesTheRepositoryAndAClientNeedNot() {
        Map<String, ?> body = Map.of("report", Map.of("results", List.of()));
        String url = ReportClient.RUNS + "?repository=";

        Server.admin()
                .body(body)
                .post(ReportClient.RUNS)
                .then()
                .statusCode(400)
                .body("errors.field", contains("repository"));
        Server.admin().body(body).post(url + ci.repository().name()).then().statusCode(201);
        Server.admin()
                .body(body)
                .post(url + "no/such")
                .then()
                .statusCode(422)
                .body("code", equalTo("unknown_repository"));
        ci.call().body(body).post(url + ci.repository().id()).then().statusCode(201);
        ci.call().body(body).post(url + Settings.repository().id()).then().statusCode(404);
        String limited = Settings.text(Map.of(
                "name",
                "test-report",
                "role",
                "developer",
                "scope",
                Map.of("repositories", List.of(ci.repository().id()))));
        Settings.key(limited).body(body).post(ReportClient.RUNS).then().statusCode(201);
        Settings.key(limited).body(body).post(url + "no/such").then().statusCode(404);
        Settings.key(Keys.of(ledger, "viewer"))
                .body(body)
                .post(url + ci.repository().id())
                .then()
                .statusCode(403);
        assertThat(ci.runs()).isEqualTo(3);
    }

    @Test
    void noSessionCounts() {
        String run = ci.sent(ReportClient.result("/", "passed"));

        Settings.admin().get(ReportClient.RUNS + "/" + run).then().statusCode(401);
        Settings.admin()
                .body(Map.of("report", Map.of("results", List.of())))
                .post(ReportClient.RUNS + "?repository=" + ci.repository().id())
                .then()
                .statusCode(401);
        Response asked = given().get(ReportClient.RUNS + "/" + run);
        asked.then().statusCode(401);
        assertThat(asked.headers().getValues("WWW-Authenticate")).anyMatch(challenge -> challenge.startsWith("Basic "));
    }

    @Test
    void anothersReportIsNotThere() {
        String run = ci.sent(ReportClient.result("/", "changed"));
        ReportClient other = new ReportClient();

        for (Response foreign : List.of(
                other.read(run),
                other.review(run, Map.of("state", "approved")),
                other.call().get(ReportClient.RUNS + "/" + run + "/review"),
                other.gate(run, ""))) {
            foreign.then().statusCode(404).body("code", equalTo("not_found"));
        }
        assertThat(ci.read(run).<String>path("run.reviewState")).isEqualTo("pending");
    }
}
