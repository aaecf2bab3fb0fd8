package dev.paddock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Cancelling, draining, stopping and freezing real agents, whose control plane is not the one that is called.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunnerControlTest {

    // Below the production numbers; heartbeats too rare to be what brings an order in time.
    private static final Map<String, String> SHORT_LEASES =
            Map.of("PADDOCK_FLEET_LEASE", "15s", "PADDOCK_FLEET_HEARTBEAT", "4s", "PADDOCK_LEASE_SWEEP", "500ms");
    // One second is promised; the other is for a machine that has more to do.
    private static final Duration PROMPTLY = Duration.ofSeconds(2);

    private final String lane = "lane-" + UUID.randomUUID();
    private final Cluster cluster;
    private final PlantedRepository repository;
    private final String large;
    private int other;

    RunnerControlTest(@TempDir Path folder) throws Exception {
        cluster = new Cluster(folder.toRealPath(), SHORT_LEASES);
        repository = new PlantedRepository(cluster.data().resolve("repository"));
        large = repository.grow(150);
    }

    @BeforeAll
    void start() throws Exception {
        cluster.startControlPlane();
        other = cluster.startReplica();
    }

    @AfterAll
    void stop() throws Exception {
        repository.close();
        cluster.close();
    }

    @Test
    void aCancelAtOneReplicaReachesAnAgentAtTheOther() throws Exception {
        Process agent = agent("cancelled", Map.of());
        String id = reviewing();

        Cluster.admin().post("/v1/runs/" + id + "/cancel").then().statusCode(200);

        said("cancelled", "told to cancel", PROMPTLY);
        said("cancelled", ": dropped, ", Duration.ofSeconds(20));
        assertThat(Cluster.run(id).getString("status")).isEqualTo("cancelled");
        stopped(agent);
    }

    @Test
    void anAgentDrainsAndComesBackAsOneReplicaIsTold() throws Exception {
        Process agent = agent("drained", Map.of());
        said("drained", "registered as", Cluster.PATIENCE);
        Cluster.admin().post("/api/runners/drained/drain").then().statusCode(200);
        said("drained", "draining: no new tasks", PROMPTLY);
        String id = submit();
        Awaitility.await()
                .during(Duration.ofSeconds(3))
                .atMost(Duration.ofSeconds(10))
                .until(() -> Cluster.run(id).getString("status").equals("queued"));

        Cluster.admin().delete("/api/runners/drained/drain").then().statusCode(200);

        said("drained", "no longer draining", PROMPTLY);
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> Cluster.run(id).getString("status").equals("running"));
        Cluster.admin().post("/v1/runs/" + id + "/cancel").then().statusCode(200);
        stopped(agent);
    }

    @Test
    void aSecondSignalTakesTheGraceAway() throws Exception {
        Process agent = agent("hurried", Map.of("PADDOCK_RUNNER_STOP_GRACE", "10m"));
        String id = reviewing();
        agent.destroy();
        said("hurried", "stopping (SIGTERM)", Duration.ofSeconds(20));
        assertThat(events(id)).containsExactly("run.queued", "run.started");

        stopped(agent);

        assertThat(events(id)).containsExactly("run.queued", "run.started", "run.requeued");
        Cluster.admin().post("/v1/runs/" + id + "/cancel").then().statusCode(200);
    }

    @Test
    void afterAFreezeOfTheAgentItsClaimIsWorthNothing() throws Exception {
        Process frozen = agent("frozen", Map.of("PADDOCK_RUNNER_STOP_GRACE", "0s"));
        String id = reviewing();
        String task = Cluster.admin().get("/v1/runs/" + id + "/events").path("event[1].taskId");
        signal(frozen, "STOP");
        Process heir = agent("heir", Map.of());
        Awaitility.await().atMost(Cluster.PATIENCE).until(() -> Cluster.run(id).getInt("attempt") == 2);

        signal(frozen, "CONT");

        said("frozen", "task " + task + ": dropped, ", Duration.ofSeconds(20));
        Awaitility.await().until(() -> frozen.descendants().findAny().isEmpty());
        refused(task, "status", Map.of("status", "submitting"));
        refused(task, "logs", Map.of("logs", List.of("too late"), "firstSeq", 1));
        refused(
                task,
                "result",
                Map.of(
                        "runnerId",
                        "frozen",
                        "status",
                        "failed",
                        "files",
                        List.of(),
                        "totalComments",
                        0,
                        "metrics",
                        Map.of()));
        JsonPath run = Cluster.ended(id);
        assertThat(run.getString("status")).isEqualTo("success");
        assertThat(run.getInt("attempt")).isEqualTo(2);
        assertThat(events(id))
                .containsExactly("run.queued", "run.started", "run.requeued", "run.started", "run.finished");
        stopped(frozen);
        stopped(heir);
    }

    private static void refused(String task, String call, Map<String, ?> body) {
        JsonPath problem = Cluster.runner()
                .body(body)
                .post("/api/runners/tasks/" + task + "/" + call)
                .then()
                .statusCode(409)
                .extract()
                .jsonPath();
        assertThat(problem.getString("code")).isEqualTo("lease_lost");
    }

    /// An agent whose control plane is the other replica.
    private Process agent(String id, Map<String, String> more) throws IOException {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("PADDOCK_URL", "http://127.0.0.1:" + other);
        settings.put("PADDOCK_RUNNER_TAGS", lane);
        return cluster.startAgent(id, Docker.orProcess(), settings);
    }

    private String submit() {
        return Cluster.submit(Map.of("repository", repository.url(), "commit", large, "tags", List.of(lane)));
    }

    /// A run whose review has begun and takes its time.
    private String reviewing() {
        String id = submit();
        Awaitility.await().atMost(Cluster.PATIENCE).until(() -> {
            Integer done = Cluster.run(id).get("progress.done");
            return done != null && done > 0;
        });
        return id;
    }

    private void said(String agent, String text, Duration patience) {
        Awaitility.await(agent + " says " + text)
                .atMost(patience)
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptions()
                .until(() -> cluster.agentLog(agent).contains(text));
    }

    /// Sends SIGTERM; the agent ends well.
    private static void stopped(Process agent) throws InterruptedException {
        agent.destroy();
        assertThat(agent.waitFor(40, TimeUnit.SECONDS)).isTrue();
        assertThat(agent.exitValue()).isZero();
    }

    private static void signal(Process process, String name) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    private static List<String> events(String id) {
        return Cluster.admin()
                .get("/v1/runs/" + id + "/events")
                .then()
                .extract()
                .path("event.type");
    }
}
