package dev.paddock.e2e;

import java.util.List;
import java.util.Map;

/// A runner that does over HTTP what a test says, and nothing else.
final class ScriptedRunner {

    private final String id;

    /// Registers a runner for tasks of this tag.
    ScriptedRunner(String id, String tag) {
        this.id = id;
        Cluster.runner()
                .header("x-runner-id", id)
                .header("x-runner-max-concurrency", 5)
                .header("x-runner-tags", tag)
                .post("/api/runners/register")
                .then()
                .statusCode(200);
    }

    /// The task of the run that waits.
    String claim() {
        return Cluster.runner()
                .get("/api/runners/tasks/pending?wait=30&runnerId=" + id)
                .then()
                .statusCode(200)
                .extract()
                .path("data[0].id");
    }

    void status(String task, String phase) {
        call(task, "status", Map.of("status", phase));
    }

    void log(String task, int first, Object... lines) {
        call(task, "logs", Map.of("firstSeq", first, "logs", List.of(lines)));
    }

    /// The review is complete: one file, with these comments.
    void finish(String task, Map<?, ?>... comments) {
        call(
                task,
                "result",
                Map.of(
                        "runnerId",
                        id,
                        "status",
                        "success",
                        "files",
                        List.of(Map.of("path", "src/a.java", "status", "reviewed", "comments", List.of(comments))),
                        "totalComments",
                        comments.length,
                        "metrics",
                        Map.of("totalMs", 5)));
    }

    private static void call(String task, String call, Map<String, ?> body) {
        Cluster.runner()
                .body(body)
                .post("/api/runners/tasks/" + task + "/" + call)
                .then()
                .statusCode(200);
    }
}
