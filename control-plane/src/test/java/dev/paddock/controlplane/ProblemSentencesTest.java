package dev.paddock.controlplane;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a refused caller reads: one sentence with what was refused and what to do next.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class ProblemSentencesTest {

    private static final String REPOSITORY = "https://example.com/owner/repo";

    private final String lane = Server.lane();

    @Test
    void whatIsRefusedAtTheDoorNamesThePathAndTheWayOn() {
        says(Server.admin().get("/v1/no-such-call"), 404, "/v1/no-such-call", "check the path");
        says(Server.admin().delete("/v1/runs"), 405, "/v1/runs", "use a method that Allow names");
        says(Server.admin().accept("text/csv").get("/v1/runs/run_x/queue"), 406, "/v1/runs/run_x/queue", "accept");
        says(
                given().header("Authorization", "Bearer " + RealServices.ADMIN_KEY)
                        .contentType(ContentType.TEXT)
                        .body("x")
                        .post("/v1/runs"),
                415,
                "/v1/runs",
                "send application/json");
    }

    @Test
    void whatIsNotThereIsNamedWithWhatToCheck() {
        says(Server.admin().get("/v1/runs/run_x"), 404, "run run_x", "check the id");
        says(Server.admin().get("/v1/agents/agent_x"), 404, "agent agent_x", "check the id");
        says(Server.admin().get("/v1/repositories/repo_x"), 404, "repository repo_x", "check the id");
        says(Server.status("no-task", "cloning"), 404, "task no-task", "check the id");
        says(Server.heartbeat("runner-x", List.of()), 404, "runner runner-x", "register it");
    }

    @Test
    void aSubmissionIsToldWhatEachMemberMustBe() {
        submitting("repository", " ", "repository is missing; send it");
        submitting("branch", "-x", "branch must be the name of a branch or tag");
        submitting("base", "-x", "base must be the name of a branch or tag, or the id of a commit");
        submitting("branch", "a..b", "branch must be", "git check-ref-format says which names git takes");
        submitting("concurrency_group", "g".repeat(256), "concurrency_group must have 1 to 255 characters");
        submitting("concurrency_group", "", "concurrency_group must have 1 to 255 characters");
        submitting("tags", List.of("a", "b", "c", "d", "e", "f", "g", "h", "i"), "tags must be at most 8");
        submitting("timeout_seconds", "soon", "timeout_seconds is missing or has the wrong type");
        submitting("timeout_seconds", 1L << 40, "timeout_seconds is a number out of range; send one that fits");
        submitting("files", "a", "files is missing or has the wrong type; send what the call documents");
        submitting("trigger", Map.of("event", "x"), "trigger.type is missing; send it, or no trigger");
        for (String none : List.of("retry", "ingest", "tries")) {
            submitting(
                    "trigger",
                    Map.of("type", none),
                    "trigger.type must be one of pull_request, push, schedule, manual, api.");
        }
    }

    @Test
    void aValueOfAnotherTypeIsNotTakenForWhatItResembles() {
        for (Object number : List.of(60.7, 1e30, "60", "", true)) {
            submitting("timeout_seconds", number, "timeout_seconds ");
        }
        for (Object text : List.of(5, 5.5, true, Map.of(), List.of("main"))) {
            submitting("branch", text, "branch ");
            submitting("tags", List.of("a", text), "tags[1] ");
        }
        for (Object time : List.of(1_900_000_000, 1.9e9, "1900000000", "", "tomorrow", "2030-01-01")) {
            submitting("not_before", time, "not_before ");
        }
        submitting("priority", 1, "priority must be one of");
        says(
                Server.admin()
                        .body(Map.of("name", "a", "image", "i", "max_attempts", 1.5))
                        .post("/v1/agents"),
                400,
                "max_attempts ");
        says(
                Server.admin()
                        .body(Map.of("repository", REPOSITORY, "pull_request", Map.of("title", "t")))
                        .post("/v1/runs"),
                400,
                "pull_request.number");
    }

    @Test
    void aWholeNumberIsOneHoweverItIsWritten() {
        for (String whole : List.of("60.0", "6e1", "6.0E+1", "600e-1")) {
            timing(whole).then().statusCode(202);
        }
        for (String none : List.of("1e10", "1e1000000000", "1e-1000000000", "-6.55e1", "1e99999999999")) {
            says(timing(none), 400, "timeout_seconds has a value that is not allowed");
        }
    }

    private static Response timing(String seconds) {
        return Server.admin()
                .body("{\"repository\": \"%s\", \"commit\": \"%s\", \"timeout_seconds\": %s, \"tags\": [\"%s\"]}"
                        .formatted(REPOSITORY, Server.COMMIT, seconds, Server.lane()))
                .post("/v1/runs");
    }

    private void submitting(String member, Object value, String... sentence) {
        Map<String, Object> run = new HashMap<>(Map.of("repository", REPOSITORY, "commit", Server.COMMIT));
        run.put(member, value);
        says(Server.admin().body(run).post("/v1/runs"), 400, sentence);
    }

    @Test
    void aRunnerIsToldWhatItsCallsMustBe() {
        String runner = Server.register(lane, 1);
        Server.submit(lane);
        String task = Server.claim(runner);
        says(Server.runner().get("/api/runners/tasks/pending"), 400, "runnerId is missing; send it");
        says(
                Server.runner().get("/api/runners/tasks/pending?runnerId=tasks"),
                400,
                "runnerId must be the id of a runner");
        says(
                Server.runner().body("{}").post("/api/runners/tasks/" + task + "/status"),
                400,
                "status is missing; send it");
        says(
                Server.runner().body("{\"totalComments\": 0}").post("/api/runners/tasks/" + task + "/result"),
                400,
                "runnerId is missing; send it (and 3 more)");
        Server.status(task, "reviewing").then().statusCode(200);
        says(Server.status(task, "cloning"), 409, task, "report a later one");
    }

    @Test
    void whatIsTakenOrKeptIsToldWithTheOtherWay() {
        String name = Server.lane();
        Server.admin()
                .body(Map.of("name", name, "image", "image"))
                .post("/v1/agents")
                .then()
                .statusCode(201);
        says(
                Server.admin().body(Map.of("name", name, "image", "image")).post("/v1/agents"),
                400,
                "name is taken by another agent; choose another");
        says(
                Server.admin().body(Map.of("name", "x")).patch("/v1/agents/code-reviewer"),
                409,
                "code-reviewer",
                "leave name out");
        says(
                Server.admin().body(Map.of("clone_url", "https://example.com/")).post("/v1/repositories"),
                400,
                "clone_url is refused",
                "add its path");
    }

    private static void says(Response reply, int status, String... parts) {
        String detail = reply.then().statusCode(status).extract().path("detail");
        assertThat(detail).contains(parts).matches("(?s).*(; | must ).*[^.]\\.").doesNotContain(". ");
    }
}
