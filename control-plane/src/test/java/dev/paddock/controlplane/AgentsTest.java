package dev.paddock.controlplane;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/// Review agents: made, changed, run, deleted; and shown as broken when their image cannot be had.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class AgentsTest {

    private final Jdbi ledger;

    AgentsTest(Jdbi ledger) {
        this.ledger = ledger;
    }

    @Test
    void agentsAreListedInPages() {
        Agents.create(Map.of());
        Server.admin()
                .queryParam("per_page", 1)
                .get("/v1/agents")
                .then()
                .statusCode(200)
                .body("data.name", contains("code-reviewer"))
                .body("meta.per_page", equalTo(1));
        refused(Server.admin().queryParam("page", 0).get("/v1/agents"), 400, "invalid_value");
    }

    @Test
    void aDeletedAgentIsGoneAndItsRunsKeepIt() {
        String agent = Agents.create(Map.of());
        String name = Server.admin().get("/v1/agents/" + agent).path("name");
        Runs runs = new Runs(agent);
        String open = runs.queued(Map.of());

        Server.admin().delete("/v1/agents/" + agent).then().statusCode(204);

        refused(Server.admin().get("/v1/agents/" + agent), 404, "not_found");
        refused(Server.admin().delete("/v1/agents/" + agent), 404, "not_found");
        refused(Server.admin().body("{}").patch("/v1/agents/" + agent), 404, "not_found");
        refused(Server.admin().body(Map.of("repository", "x")).post("/v1/agents/" + agent + "/run"), 404, "not_found");
        Server.admin().queryParam("per_page", 100).get("/v1/agents").then().body("data.id", not(hasItem(agent)));
        refused(
                Server.admin()
                        .body(Map.of("repository", "https://example.com/owner/repo", "agent_id", agent))
                        .post("/v1/runs"),
                422,
                "unknown_agent");
        runs.reviewed(open, "info");
        Server.admin()
                .get("/v1/runs/" + open)
                .then()
                .body("status", equalTo("success"))
                .body("agent.name", equalTo(name));
        refused(Server.admin().post("/v1/runs/" + open + "/retry"), 422, "unknown_agent");
        Server.admin()
                .body(Map.of("name", name, "image", "paddock/reviewer:latest"))
                .post("/v1/agents")
                .then()
                .statusCode(201);
    }

    @Test
    void theDefaultAgentStays() {
        refused(Server.admin().delete("/v1/agents/code-reviewer"), 409, "default_agent");
        refused(Server.admin().body(Map.of("name", "another")).patch("/v1/agents/code-reviewer"), 409, "default_agent");
    }

    @Test
    void anAgentReviewsItsRepositoriesOnly() {
        Runs elsewhere = new Runs();
        String repository = elsewhere.repository();
        String agent = Agents.create(Map.of("repository_ids", List.of(repository)));

        Server.admin().get("/v1/agents/" + agent).then().body("repository_ids", contains(repository));
        refused(
                Server.admin()
                        .body(Map.of("agent_id", agent, "repository", "https://example.com/owner/repo"))
                        .post("/v1/runs"),
                422,
                "not_of_agent");
        refused(
                Server.admin()
                        .body(Map.of("repository_ids", List.of("repo_nowhere")))
                        .patch("/v1/agents/" + agent),
                422,
                "unknown_repository");
    }

    @Test
    void anAgentIsRunByItself() {
        Runs runs = new Runs();
        String repository = runs.repository();
        String agent = Agents.create(Map.of("repository_ids", List.of(repository)));

        Server.admin()
                .body(Map.of("commit", Server.COMMIT, "tags", List.of(Server.lane())))
                .post("/v1/agents/" + agent + "/run")
                .then()
                .statusCode(202)
                .body("agent.id", equalTo(agent))
                .body("repository.id", equalTo(repository))
                .body("trigger.type", equalTo("manual"));
        refused(
                Server.admin().body(Map.of("agent_id", "other")).post("/v1/agents/" + agent + "/run"),
                400,
                "invalid_value");
        refused(Server.admin().post("/v1/agents/code-reviewer/run"), 400, "invalid_value")
                .body("errors.field", contains("repository"));
    }

    @Test
    void anAgentWhoseImageFailsThreeTimesRunningIsShownSo() {
        String agent = Agents.create(Map.of());
        Runs runs = new Runs(agent);
        runs.reviewed(runs.queued(Map.of()), "info");
        runs.failed(runs.queued(Map.of()), "image_missing");
        runs.failed(runs.queued(Map.of()), "image_missing");
        runs.cancelled(runs.queued(Map.of()));
        status(agent).body("status", equalTo("active"));

        runs.failed(runs.queued(Map.of()), "image_missing");
        status(agent).body("status", equalTo("error"));

        runs.reviewed(runs.queued(Map.of()), "info");
        status(agent).body("status", equalTo("active"));
    }

    @Test
    void anAgentWithAnotherImageIsActiveAgain() {
        String agent = Agents.create(Map.of());
        Runs runs = new Runs(agent);
        for (int i = 0; i < 3; i++) {
            runs.failed(runs.queued(Map.of()), "image_missing");
        }

        Agents.patch(agent, "{\"timeout_seconds\": 60}").statusCode(200).body("status", equalTo("error"));
        Agents.patch(agent, "{\"image\": \"example/other:1\"}").statusCode(200).body("status", equalTo("active"));
        for (int i = 0; i < 3; i++) {
            runs.failed(runs.queued(Map.of()), "image_missing");
        }
        Agents.patch(agent, "{\"status\": \"error\", \"tags\": []}")
                .statusCode(200)
                .body("status", equalTo("error"));
        Agents.patch(agent, "{\"status\": \"active\"}").statusCode(200).body("status", equalTo("active"));
    }

    @Test
    void whoMayNotManageChangesNothing() {
        String key = Keys.of(ledger, "developer");
        given().header("x-api-key", key)
                .delete("/v1/agents/" + Agents.create(Map.of()))
                .then()
                .statusCode(403);
    }

    @Test
    void aMalformedAgentNamesWhatIsWrong() {
        refused(Server.admin().body("{\"name\": \"Big\", \"image\": \"x\"}").post("/v1/agents"), 400, "invalid_value");
        refused(
                        Server.admin()
                                .body("{\"name\": \"fine\", \"image\": \"x\", \"repository_ids\": [null]}")
                                .post("/v1/agents"),
                        400,
                        "invalid_value")
                .body("errors.field", contains("repository_ids"));
    }

    private static ValidatableResponse status(String agent) {
        return Server.admin().get("/v1/agents/" + agent).then().statusCode(200);
    }

    private static ValidatableResponse refused(Response reply, int status, String code) {
        return reply.then().statusCode(status).body("code", equalTo(code));
    }
}
