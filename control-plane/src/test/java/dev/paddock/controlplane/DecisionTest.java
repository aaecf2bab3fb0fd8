package dev.paddock.controlplane;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Reviews of runs by people, and pins.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class DecisionTest {

    private final Runs runs = new Runs();
    private final Jdbi ledger;

    DecisionTest(Jdbi ledger) {
        this.ledger = ledger;
    }

    @Test
    void decisionsMakeATrail() {
        String run = runs.reviewed(runs.queued(Map.of()), "info");
        trail(run).body("state", equalTo("pending")).body("history", empty());
        String owner =
                Server.admin().get("/v1/repositories/" + runs.repository()).path("owner");

        review(run, Map.of("state", "rejected", "note", "Not like this"))
                .then()
                .statusCode(200)
                .body("review.state", equalTo("rejected"))
                .body("review.reviewer", equalTo(owner))
                .body("review.note", equalTo("Not like this"))
                .body("promoted", empty());
        review(run, Map.of("state", "approved", "promote", true))
                .then()
                .statusCode(200)
                .body("review.note", nullValue())
                .body("promoted", empty());
        review(run, Map.of("state", "approved")).then().statusCode(200);

        trail(run)
                .body("state", equalTo("approved"))
                .body("history.no", contains(1, 2, 3))
                .body("history.state", contains("rejected", "approved", "approved"));
        Server.admin()
                .get("/v1/runs/" + run + "/events")
                .then()
                .body(
                        "event.type",
                        contains(
                                "run.queued",
                                "run.started",
                                "run.finished",
                                "run.reviewed",
                                "run.reviewed",
                                "run.reviewed"))
                .body("seq", contains(1, 2, 3, 4, 5, 6));
    }

    @Test
    void whatStandsInTheTrailStays() {
        String run = runs.cancelled(runs.queued(Map.of()));
        review(run, Map.of("state", "rejected")).then().statusCode(200);

        for (String change : List.of("update review_decision set status = 'approved'", "delete from review_decision")) {
            assertThatThrownBy(() -> ledger.useHandle(handle -> handle.execute(change + " where run_id = ?", run)))
                    .hasMessageContaining("stays as it is");
        }
        trail(run).body("state", equalTo("rejected"));
        String from = ledger.withHandle(
                handle -> handle.createQuery("select from_address from review_decision where run_id = :run")
                        .bind("run", run)
                        .mapTo(String.class)
                        .one());
        assertThat(from).isNotEmpty();
    }

    /// All of it at once need not fit into the memory of the server.
    @Test
    void aLongTrailIsReadWhileItIsSent() throws Exception {
        String run = runs.cancelled(runs.queued(Map.of()));
        String decision = """
                insert into review_decision (run_id, no, status, note, reviewer, by, at)
                select ?, n, 'rejected', repeat('n', 10000), 'owner', 'somebody', now() from generate_series(%d, %d) n
                """;
        ledger.useHandle(handle -> handle.execute(decision.formatted(1, 2000), run));

        List<String> numbers = ReadSlowly.values(
                "/v1/runs/" + run + "/review",
                "no",
                () -> ledger.useHandle(handle -> handle.execute(decision.formatted(2001, 2001), run)));

        assertThat(numbers).hasSize(2001).startsWith("1", "2", "3").endsWith("2000", "2001");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"state\": \"fine\"}", "{\"state\": null}", "{\"state\": 1}", "[]", ""})
    void aDecisionThatSaysNothingIsRefused(String body) {
        String run = runs.cancelled(runs.queued(Map.of()));

        Server.admin().body(body).post("/v1/runs/" + run + "/review").then().statusCode(400);
        trail(run).body("history", empty());
    }

    @Test
    void anOpenRunIsNotReviewed() {
        review(runs.queued(Map.of()), Map.of("state", "approved"))
                .then()
                .statusCode(409)
                .body("code", equalTo("run_not_finished"));
        review("run_01ARZ3NDEKTSV4RRFFQ69G5FAV", Map.of("state", "approved"))
                .then()
                .statusCode(404);
        Server.admin()
                .get("/v1/runs/run_01ARZ3NDEKTSV4RRFFQ69G5FAV/review")
                .then()
                .statusCode(404);
    }

    @Test
    void whoMayOnlyReadDecidesNothing() {
        String run = runs.cancelled(runs.queued(Map.of()));
        String viewer = Keys.of(ledger, "viewer");

        for (String call : List.of("/review", "/retry", "/cancel")) {
            given().header("x-api-key", viewer)
                    .post("/v1/runs/" + run + call)
                    .then()
                    .statusCode(403);
        }
        given().header("x-api-key", Keys.of(ledger, "developer"))
                .put("/v1/runs/" + run + "/pin")
                .then()
                .statusCode(403);
        given().header("x-api-key", viewer)
                .get("/v1/runs/" + run + "/review")
                .then()
                .statusCode(200);
    }

    @Test
    void aPinCanBeSetAndTakenAway() {
        String run = runs.queued(Map.of());

        for (boolean pinned : new boolean[] {true, true, false, false}) {
            String call = "/v1/runs/" + run + "/pin";
            (pinned ? Server.admin().put(call) : Server.admin().delete(call))
                    .then()
                    .statusCode(204);
            Server.admin().get("/v1/runs/" + run).then().body("pinned", equalTo(pinned));
        }
        Server.admin().put("/v1/runs/run_01ARZ3NDEKTSV4RRFFQ69G5FAV/pin").then().statusCode(404);
        Server.admin().delete("/v1/runs/nothing/pin").then().statusCode(404);
    }

    private static Response review(String run, Map<String, ?> body) {
        return Server.admin().body(body).post("/v1/runs/" + run + "/review");
    }

    private static ValidatableResponse trail(String run) {
        return Server.admin().get("/v1/runs/" + run + "/review").then().statusCode(200);
    }
}
