package dev.paddock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// All is lost but a backup that was made while the queue was at work: what docs/operations.md says of it.
class RestoreTest {

    // Below the production numbers: who restores waits for leases to run out.
    private static final Map<String, String> SETTINGS =
            Map.of("PADDOCK_FLEET_LEASE", "15s", "PADDOCK_FLEET_HEARTBEAT", "1s", "PADDOCK_LEASE_SWEEP", "500ms");
    private static final String TAG = "restored";

    /// What the ledger knows when it is copied, and one that comes too late.
    ///
    /// @param task of the run in work
    private record Before(
            String ended,
            String working,
            String task,
            String waiting,
            String late,
            Reports.Client client,
            String report) {}

    @TempDir
    Path folder;

    @Test
    void whatWasBackedUpIsReadableAgainAndTheQueueGoesOn() throws Exception {
        Path backup = folder.toRealPath().resolve("restored");
        byte[] screenshot = Reports.noise(20, 20);
        Before before;
        try (Cluster lost = new Cluster(folder.toRealPath().resolve("lost"), SETTINGS)) {
            lost.startControlPlane();
            before = work(lost, backup, screenshot);
        }

        try (Cluster restored = new Cluster(backup, SETTINGS)) {
            restored.startControlPlane();
            isReadable(before, screenshot);
            goesOn(before);
        }
    }

    private static Before work(Cluster cluster, Path backup, byte[] screenshot) throws Exception {
        String sealed = Cluster.admin()
                .body(Map.of(
                        "clone_url",
                        "https://example.com/owner/private",
                        "credential",
                        Map.of("token", "of-the-forge")))
                .post("/v1/repositories")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        ScriptedRunner runner = new ScriptedRunner("of-before", TAG);
        String ended = submit("https://example.com/owner/open");
        String first = runner.claim();
        runner.log(first, 1, "a line of before");
        runner.finish(first, Map.of("line", 3, "severity", "warning", "type", "Smell", "message", "Look here"));
        Reports.Client client = Reports.client("reported");
        String report = as(client)
                .body("{\"report\": {\"results\": [{\"target\": \"/\", \"kind\": \"x\", \"status\": \"changed\","
                        + " \"screenshot\": {\"candidate\": \""
                        + Base64.getEncoder().encodeToString(screenshot) + "\"}}]}}")
                .post("/api/v1/runs")
                .then()
                .statusCode(201)
                .extract()
                .path("run.id");
        String working = submit("https://example.com/owner/open");
        String task = runner.claim();
        runner.status(task, "reviewing");
        String waiting = submit(sealed);

        Backup.ofLedger(cluster.postgres(), cluster.data().resolve("postgres"), backup.resolve("postgres"));
        String late = submit("https://example.com/owner/open");
        Backup.copy(cluster.data().resolve("blobs"), backup.resolve("blobs"), path -> true);
        return new Before(ended, working, task, waiting, late, client, report);
    }

    private static void isReadable(Before before, byte[] screenshot) {
        JsonPath ended = Cluster.run(before.ended());
        assertThat(ended.getString("status")).isEqualTo("success");
        assertThat(ended.getList("results.issues.message")).containsExactly("Look here");
        assertThat(Cluster.log(before.ended())).containsExactly("a line of before");
        assertThat(Cluster.gate(before.ended()).getString("status")).isNotEqualTo("pending");
        String shown = as(before.client())
                .get("/api/v1/runs/" + before.report())
                .then()
                .statusCode(200)
                .extract()
                .path("report.results[0].screenshotRefs.candidate");
        assertThat(as(before.client())
                        .get("/api/v1/runs/" + before.report() + "/screenshots/" + shown)
                        .asByteArray())
                .isEqualTo(screenshot);
        Cluster.admin().get("/v1/runs/" + before.late()).then().statusCode(404);
        // A new broker, and topics of its own.
        Awaitility.await()
                .atMost(Cluster.PATIENCE)
                .until(() -> RestAssured.get("/api/healthz").path("kafka"), "up"::equals);
    }

    private static void goesOn(Before before) {
        ScriptedRunner runner = new ScriptedRunner("of-after", TAG);
        Map<String, String> claimed = new HashMap<>();
        Awaitility.await().atMost(Cluster.PATIENCE).until(() -> {
            JsonPath tasks = Cluster.runner()
                    .get("/api/runners/tasks/pending?wait=10&limit=5&runnerId=of-after")
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            for (int i = 0; i < tasks.getList("data").size(); i++) {
                String task = "data[" + i + "].";
                String auth = tasks.getString(task + "repository.auth");
                claimed.put(tasks.getString(task + "runId"), auth == null ? "" : auth);
                runner.finish(tasks.getString(task + "id"));
            }
            return claimed.keySet().containsAll(List.of(before.working(), before.waiting()));
        });
        assertThat(Cluster.ended(before.working()).getString("status")).isEqualTo("success");
        assertThat(Cluster.ended(before.waiting()).getString("status")).isEqualTo("success");
        // The server's secret opens what was sealed with it.
        assertThat(claimed.get(before.waiting())).contains("of-the-forge");
        // Whoever worked on it before.
        Cluster.runner()
                .body(Map.of("status", "submitting"))
                .post("/api/runners/tasks/" + before.task() + "/status")
                .then()
                .statusCode(409);
    }

    private static String submit(String repository) {
        return Cluster.submit(Map.of("repository", repository, "commit", "a".repeat(40), "tags", List.of(TAG)));
    }

    private static RequestSpecification as(Reports.Client client) {
        return RestAssured.given()
                .auth()
                .preemptive()
                .basic(client.id(), client.secret())
                .contentType("application/json");
    }
}
