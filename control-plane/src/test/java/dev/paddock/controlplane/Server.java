package dev.paddock.controlplane;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/// The calls that the tests make, as users and runners make them: at either replica, where there are two.
public final class Server {

    public static final String COMMIT = "a".repeat(40);

    private Server() {}

    public static RequestSpecification admin() {
        return given().port(OtherReplica.port())
                .header("Authorization", "Bearer " + RealServices.ADMIN_KEY)
                .contentType(ContentType.JSON);
    }

    public static RequestSpecification runner() {
        return given().port(OtherReplica.port())
                .header("x-api-key", RealServices.RUNNER_KEY)
                .contentType(ContentType.JSON);
    }

    /// A tag that no other test uses, so that tests do not claim each other's tasks.
    public static String lane() {
        return "lane-" + UUID.randomUUID();
    }

    /// Submits a run of a known commit that only runners with `lane` may claim; returns its id.
    public static String submit(String lane) {
        return submit(Map.of("repository", "https://example.com/owner/repo", "commit", COMMIT, "tags", List.of(lane)));
    }

    public static String submit(Map<String, ?> body) {
        return admin().body(body)
                .post("/v1/runs")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
    }

    public static JsonPath run(String id) {
        return admin().get("/v1/runs/" + id).then().statusCode(200).extract().jsonPath();
    }

    public static JsonPath gate(String id) {
        return admin().get("/external/integration/cicd/runs/" + id)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    /// Registers a runner for `lane`; returns its id.
    public static String register(String lane, int slots) {
        String id = "runner-" + UUID.randomUUID();
        register(id, "process-1", lane, slots).then().statusCode(200);
        return id;
    }

    public static Response register(String id, String process, String lane, int slots) {
        return runner().header("x-runner-id", id)
                .header("x-runner-instance", process)
                .header("x-runner-tags", lane)
                .header("x-runner-max-concurrency", slots)
                .post("/api/runners/register");
    }

    public static Response poll(String runner, int limit, int wait) {
        return poll(runner, "process-1", limit, wait);
    }

    public static Response poll(String runner, String process, int limit, int wait) {
        return runner().header("x-runner-instance", process)
                .queryParam("runnerId", runner)
                .queryParam("limit", limit)
                .queryParam("wait", wait)
                .get("/api/runners/tasks/pending");
    }

    /// A long poll for one task on a thread of its own.
    public static CompletableFuture<Response> polling(String runner) {
        return CompletableFuture.supplyAsync(() -> poll(runner, 1, 30), Thread::startVirtualThread);
    }

    /// Claims one task; returns its id.
    public static String claim(String runner) {
        List<String> ids = poll(runner, 1, 20).then().statusCode(200).extract().path("data.id");
        return ids.getFirst();
    }

    public static Response status(String task, String phase) {
        return runner().body(Map.of("status", phase)).post("/api/runners/tasks/" + task + "/status");
    }

    public static Response heartbeat(String runner, List<String> tasks) {
        return runner().body(Map.of("status", "online", "currentJobs", tasks.size(), "taskIds", tasks))
                .post("/api/runners/" + runner + "/heartbeat");
    }

    /// The heartbeat of a runner that was told to stop, and finishes what it has.
    public static Response leave(String runner, List<String> tasks) {
        return runner().body(Map.of("status", "busy", "currentJobs", tasks.size(), "taskIds", tasks, "draining", true))
                .post("/api/runners/" + runner + "/heartbeat");
    }

    public static Response logs(String task, int first, List<?> lines) {
        return runner().body(Map.of("logs", lines, "firstSeq", first)).post("/api/runners/tasks/" + task + "/logs");
    }

    public static Response result(String task, Map<String, ?> result) {
        return runner().body(result).post("/api/runners/tasks/" + task + "/result");
    }

    /// A completed review of one file with one finding.
    public static Map<String, Object> review(String runner, String severity) {
        Map<String, Object> comment = Map.of(
                "line", 3, "severity", severity, "type", "EmptyCatchBlock", "message", "Handle it", "suggestion", "Do");
        return Map.of(
                "runnerId",
                runner,
                "status",
                "success",
                "files",
                List.of(Map.of("path", "src/A.java", "status", "reviewed", "comments", List.of(comment))),
                "totalComments",
                1,
                "metrics",
                Map.of("cloneMs", 10, "reviewMs", 20, "totalMs", 40, "filesReviewed", 1, "linesAnalyzed", 12),
                "commit",
                Map.of("sha", COMMIT, "message", "Change A"));
    }

    public static Map<String, Object> failure(String runner, String reason) {
        return Map.of(
                "runnerId",
                runner,
                "status",
                "failed",
                "files",
                List.of(),
                "totalComments",
                0,
                "metrics",
                Map.of(),
                "error",
                "It did not work.",
                "reason",
                reason);
    }
}
