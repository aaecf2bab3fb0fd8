package dev.paddock.controlplane.contract;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.paddock.controlplane.Pngs;
import dev.paddock.controlplane.RawCall;
import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.ReportClient;
import dev.paddock.controlplane.Server;
import dev.paddock.controlplane.Settings;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Document 000: `/api/v1/runs`. Every call is made as the document has it, with client credentials.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class Document000Test {

    private static final String RUN = "run_[0-9A-HJKMNP-TV-Z]{26}";

    private ReportClient ci;

    @BeforeEach
    void register() {
        ci = new ReportClient();
    }

    private static String report() throws Exception {
        ObjectMapper json = new ObjectMapper();
        return json.writeValueAsString(Map.of(
                "project",
                "something/else",
                "results",
                List.of(
                        ReportClient.shown(
                                "/", "changed", Map.of("baseline", Pngs.random(), "candidate", Pngs.random())),
                        ReportClient.result("/about", "passed"))));
    }

    /// The document's body, with a report in the place of the dots.
    private static String body(String report) throws Exception {
        ObjectNode body = (ObjectNode) Example.json("000/ingest-request.json");
        body.set("report", new ObjectMapper().readTree(report));
        return body.toString();
    }

    private Response ingest() throws Exception {
        return ci.call().body(body(report())).post("/api/v1/runs");
    }

    private String ingested() throws Exception {
        return ingest().then().statusCode(201).extract().path("run.id");
    }

    @Test
    void ingestIs201WithIdStatusAndTheCanonicalUrl() throws Exception {
        Response reply = ingest();

        String run = reply.then()
                .statusCode(201)
                .body("run.id", matchesPattern(RUN))
                .body("run.status", equalTo("success"))
                .extract()
                .path("run.id");
        String url = reply.path("run.url");
        assertThat(url).endsWith("/api/v1/runs/" + run);
        ci.call()
                .get(url.substring(url.indexOf("/api/")))
                .then()
                .statusCode(200)
                .body("run.url", equalTo(url));
    }

    @Test
    void ingestIs201WithoutBranchAndCommit() throws Exception {
        ci.call()
                .body("{\"report\": " + report() + "}")
                .post("/api/v1/runs")
                .then()
                .statusCode(201);
    }

    @Test
    void theRepositoryIsThatOfTheCredentialsWhateverTheReportSays() throws Exception {
        ci.read(ingested())
                .then()
                .body("run.repository.id", equalTo(ci.repository().id()))
                .body("report.project", equalTo("something/else"));
    }

    @Test
    void ingestIs400WithErrorForBrokenJsonAndForABrokenReport() throws Exception {
        ci.call()
                .body("{\"report\": ")
                .post("/api/v1/runs")
                .then()
                .statusCode(400)
                .body("error", notNullValue());
        // The dots of the document are no report.
        ci.call()
                .body(Example.text("000/ingest-request.json"))
                .post("/api/v1/runs")
                .then()
                .statusCode(400)
                .body("error", notNullValue());
    }

    @Test
    void ingestIs413ForABodyAboveTheLimit() throws Exception {
        String answer = RawCall.announce("POST", "/api/v1/runs", (25 << 20) + 1, ci.header() + "\r\n");

        assertThat(answer).startsWith("HTTP/1.1 413 ").contains("\"error\":\"");
    }

    @Test
    void everyCallIs401WithoutClientCredentials() throws Exception {
        String path = "/api/v1/runs/" + ingested();
        for (Response refused : List.of(
                given().body(body(report())).contentType("application/json").post("/api/v1/runs"),
                given().get(path),
                given().body("{}").contentType("application/json").post(path + "/review"),
                given().auth().preemptive().basic(ci.id(), "wrong").get(path))) {
            refused.then().statusCode(401).body("error", notNullValue());
        }
    }

    @Test
    void theCallOfTheDocumentWorksAsItStandsThere(@TempDir Path folder) throws Exception {
        Files.createDirectory(folder.resolve(".dungbeetle"));
        Files.writeString(folder.resolve(".dungbeetle/ci-report.json"), report());
        Response client = Settings.client(ci.repository().id());
        String call = Example.text("000/ingest.sh").replace("localhost:4317", "127.0.0.1:" + RestAssured.port);

        try (Shell.Script script = new Shell(folder)
                .with("CID", client.path("client_id"))
                .with("CSEC", client.path("client_secret"))
                .with("GIT_SHA", Server.COMMIT)
                .start("cd " + folder + "\n" + call)) {
            assertThat(script.exitCode(30)).isZero();
            assertThat(script.text()).contains("\"run\":{\"id\":\"run_").contains("\"url\":\"http");
        }
    }

    @Test
    void getIs200WithTheRunItsReviewStateAndItsReport() throws Exception {
        String run = ingested();

        Response reply = ci.read(run);
        reply.then()
                .statusCode(200)
                .body("run.id", equalTo(run))
                .body("run", hasKey("status"))
                .body("run", hasKey("url"))
                .body("run.reviewState", equalTo("pending"))
                .body("report.results.target", contains("/", "/about"));
        for (String state : List.of("approved", "rejected", "pending")) {
            ci.review(run, Map.of("state", state)).then().statusCode(200);
            ci.read(run).then().body("run.reviewState", equalTo(state));
        }
    }

    @Test
    void getIs404ForNoRunAndForThatOfAnotherRepository() throws Exception {
        String run = ingested();
        for (Response missing :
                List.of(ci.read("run_01ARZ3NDEKTSV4RRFFQ69G5FAV"), ci.read("nothing"), new ReportClient().read(run))) {
            missing.then().statusCode(404).body("error", notNullValue());
        }
    }

    @Test
    void screenshotsAreReplacedByTheirDigests() throws Exception {
        String run = ingested();

        JsonNode result = Example.json(ci.read(run)).at("/report/results/0");
        assertThat(result.has("screenshot")).isFalse();
        for (String which : List.of("baseline", "candidate")) {
            String digest = result.at("/screenshotRefs/" + which).asText();
            assertThat(digest).matches("[0-9a-f]{64}");
            ci.call()
                    .get("/api/v1/runs/" + run + "/screenshots/" + digest)
                    .then()
                    .statusCode(200)
                    .contentType("image/png");
        }
        ci.read(run).then().body("report.results[1]", not(hasKey("screenshotRefs")));
    }

    @Test
    void reviewIs200WithTheReviewAndWhatWasPromoted() throws Exception {
        String run = ingested();

        Response reply =
                ci.call().body(Example.text("000/review-request.json")).post("/api/v1/runs/" + run + "/review");

        reply.then()
                .statusCode(200)
                .body("review.state", equalTo("approved"))
                .body("review.note", equalTo("intended change"))
                .body("review.reviewer", equalTo(owner()))
                .body("promoted.target", contains("/"))
                .body("promoted.version", contains(1))
                .body("promoted.deduped", contains(false));
        ci.call()
                .body(Example.text("000/review-request.json"))
                .post("/api/v1/runs/" + ingested() + "/review")
                .then()
                .body("promoted.version", contains(2));
    }

    private String owner() {
        return Server.admin()
                .get("/v1/repositories/" + ci.repository().id())
                .then()
                .extract()
                .path("owner");
    }

    @Test
    void reviewIs200WithoutNoteAndPromoteAndPromotesNothing() throws Exception {
        String run = ingested();
        for (String state : List.of("approved", "rejected", "pending")) {
            ci.review(run, Map.of("state", state))
                    .then()
                    .statusCode(200)
                    .body("review", hasKey("note"))
                    .body("promoted", empty());
        }
    }

    @Test
    void reviewIs400ForBrokenJsonAndForAStateThatIsNone() throws Exception {
        String path = "/api/v1/runs/" + ingested() + "/review";
        for (String body : List.of("{", "{}", "{\"state\": \"fine\"}", "{\"state\": 1}", "{\"note\": \"x\"}")) {
            ci.call().body(body).post(path).then().statusCode(400).body("error", notNullValue());
        }
    }

    @Test
    void reviewIs404ForNoRunAndForThatOfAnotherRepository() throws Exception {
        String run = ingested();
        Map<String, ?> decision = Map.of("state", "approved");

        ci.review("run_01ARZ3NDEKTSV4RRFFQ69G5FAV", decision).then().statusCode(404);
        new ReportClient().review(run, decision).then().statusCode(404).body("error", notNullValue());
    }
}
