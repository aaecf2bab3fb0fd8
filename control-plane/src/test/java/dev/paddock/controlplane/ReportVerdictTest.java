package dev.paddock.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The gate of a report, and the people that it waits for.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class ReportVerdictTest {

    private ReportClient ci;

    @BeforeEach
    void register() {
        ci = new ReportClient();
    }

    private void decide(String run, String state) {
        ci.review(run, Map.of("state", state)).then().statusCode(200);
    }

    @Test
    void theGateShowsTheResultsOfTheReport() {
        Map<String, Object> slow = ReportClient.result("/pay", "failed");
        slow.put("durationMs", 2700);
        Map<String, Object> fast = ReportClient.result("/", "passed");
        fast.put("durationMs", 900.5);
        String run = ci.sent(fast, slow);

        ci.gate(run, "")
                .then()
                .statusCode(200)
                .body("status", equalTo("failed"))
                .body("reason", equalTo("findings"))
                .body("tests_total", equalTo(2))
                .body("tests_passed", equalTo(1))
                .body("tests_failed", equalTo(1))
                .body("tests_running", equalTo(0))
                .body("duration_seconds", equalTo(3))
                .body("results.test_name", contains("/", "/pay"))
                .body("results.test_id", contains("screenshot:/", "screenshot:/pay"))
                .body("results.status", contains("passed", "failed"))
                .body("results.duration_seconds", contains(0, 2))
                .body("results[0].result_id", startsWith("res_"))
                .body("results[0].url", equalTo(ci.read(run).<String>path("run.url")))
                .body("results[0].destination.web_url", equalTo(ci.repository().url()));
    }

    @Test
    void anEmptyReportReviewedNothing() {
        ci.gate(ci.sent(), "").then().body("status", equalTo("failed")).body("reason", equalTo("not_reviewed"));
        ci.gate(ci.sent(), "?pending=wait").then().body("reason", equalTo("not_reviewed"));
    }

    @Test
    void aPersonTurnsTheGateAndTheTagWithIt() {
        String run = ci.sent(ReportClient.result("/", "changed"), ReportClient.result("/b", "passed"));
        Response pending = ci.gate(run, "");
        pending.then()
                .body("status", equalTo("failed"))
                .body("reason", equalTo("review_pending"))
                .body("tests_failed", equalTo(1));
        Response patient = ci.gate(run, "?pending=wait");
        patient.then()
                .body("status", equalTo("running"))
                .body("tests_running", equalTo(1))
                .body("results.status", containsInAnyOrder("running", "passed"))
                .body("$", not(hasKey("reason")));

        decide(run, "approved");
        for (Response before : new Response[] {pending, patient}) {
            ci.call()
                    .header("If-None-Match", before.header("ETag"))
                    .get("/external/integration/cicd/runs/" + run + "?pending=wait")
                    .then()
                    .statusCode(200)
                    .body("status", equalTo("passed"))
                    .body("tests_passed", equalTo(2));
        }
        decide(run, "rejected");
        ci.gate(run, "").then().body("status", equalTo("failed")).body("reason", equalTo("rejected"));
        decide(run, "pending");
        ci.gate(run, "?pending=wait").then().body("status", equalTo("running"));
    }

    @Test
    void whoWaitsHearsOfTheDecisionAtOnce() throws Exception {
        String run = ci.sent(ReportClient.result("/", "removed"));
        String etag = ci.gate(run, "?pending=wait").header("ETag");
        CompletableFuture<Response> waiting = CompletableFuture.supplyAsync(
                () -> ci.call()
                        .header("If-None-Match", etag)
                        .get("/external/integration/cicd/runs/" + run + "?pending=wait&wait=60"),
                Thread::startVirtualThread);

        decide(run, "approved");

        waiting.get(20, TimeUnit.SECONDS).then().statusCode(200).body("status", equalTo("passed"));
    }

    @Test
    void noApprovalLiftsAFailedResult() {
        String run = ci.sent(ReportClient.result("/", "failed"), ReportClient.result("/b", "changed"));
        decide(run, "approved");

        ci.gate(run, "?pending=wait").then().body("status", equalTo("failed")).body("reason", equalTo("findings"));
    }

    @Test
    void everyDecisionStandsInTheTrailWithWhoMadeItAndTheOwnerAsReviewer() {
        String run = ci.sent(ReportClient.result("/", "changed"));
        String owner = Server.admin()
                .get("/v1/repositories/" + ci.repository().id())
                .then()
                .extract()
                .path("owner");
        ci.review(run, Map.of("state", "rejected", "note", "Logo is gone"))
                .then()
                .statusCode(200);
        Server.admin()
                .body(Map.of("state", "approved"))
                .post("/v1/runs/" + run + "/review")
                .then()
                .statusCode(200);

        ci.call()
                .get(ReportClient.RUNS + "/" + run + "/review")
                .then()
                .statusCode(200)
                .body("state", equalTo("approved"))
                .body("history.state", contains("rejected", "approved"))
                .body("history.reviewer", contains(owner, owner))
                .body("history[0].note", equalTo("Logo is gone"))
                .body("history[0].by", equalTo(ci.id()))
                .body("history[1].by", startsWith("key_"));
        Server.admin()
                .get("/v1/runs/" + run + "/events")
                .then()
                .body("seq", contains(1, 2, 3))
                .body("event.type", contains("run.finished", "run.reviewed", "run.reviewed"));
        assertThat(ci.read(run).<String>path("run.status")).isEqualTo("success");
    }
}
