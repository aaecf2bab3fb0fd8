package dev.paddock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Cancelling, draining and stopping real agents, whose control plane is not the one that is called; and freezing one.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunnerControlTest {

    // What a frozen agent has is given to others soon.
    private static final Map<String, String> SHORT_LEASES = Map.of(
            "PADDOCK_FLEET_LEASE",
            "20s",
            "PADDOCK_FLEET_HEARTBEAT",
            "2s",
            "PADDOCK_FLEET_OFFLINE_AFTER",
            "6m",
            "PADDOCK_LEASE_SWEEP",
            "500ms");
    // An order that comes in time did not come with a heartbeat.
    private static final Map<String, String> RARE_HEARTBEATS =
            Map.of("PADDOCK_FLEET_LEASE", "6m", "PADDOCK_FLEET_HEARTBEAT", "2m");
    // A second is promised; the others are for a machine that has much more to do.
    private static final Duration PROMPTLY = Duration.ofSeconds(30);

    private final List<Process> agents = new ArrayList<>();
    private final Cluster cluster;
    private final PlantedRepository repository;
    private final String large;
    private final String small;
    private String lane = "";
    private int other;

    RunnerControlTest(@TempDir Path folder) throws Exception {
        cluster = new Cluster(folder.toRealPath(), SHORT_LEASES);
        repository = new PlantedRepository(cluster.data().resolve("repository"));
        // Long enough to be frozen in, and somebody reviews all of it.
        small = repository.grow(60);
        large = repository.grow(210);
    }

    @BeforeAll
    void start() throws Exception {
        cluster.startControlPlane();
        other = cluster.startReplica(RARE_HEARTBEATS);
    }

    @BeforeEach
    void newLane() {
        lane = "lane-" + UUID.randomUUID();
    }

    /// Whatever became of a test, no agent of it goes on beside the next one.
    @AfterEach
    void endAgents() throws InterruptedException {
        agents.forEach(Process::destroy);
        for (Process agent : agents) {
            // One that is frozen does not hear the signal.
            if (!agent.waitFor(20, TimeUnit.SECONDS)) {
                agent.destroyForcibly().waitFor();
            }
        }
        agents.clear();
    }

    @AfterAll
    void stop() throws Exception {
        repository.close();
        cluster.close();
    }

    @Test
    void aCancelAtOneReplicaReachesAnAgentAtTheOther() throws Exception {
        Process agent = agentOfOther("cancelled", Map.of());
        String id = reviewing(large);

        Cluster.admin().post("/v1/runs/" + id + "/cancel").then().statusCode(200);

        said("cancelled", "told to cancel", PROMPTLY);
        said("cancelled", ": dropped, ", Cluster.PATIENCE);
        assertThat(Cluster.run(id).getString("status")).isEqualTo("cancelled");
        stopped(agent);
    }

    @Test
    void anAgentDrainsAndComesBackAsOneReplicaIsTold() throws Exception {
        Process agent = agentOfOther("drained", Map.of());
        said("drained", "registered as", Cluster.PATIENCE);
        Cluster.admin().post("/api/runners/drained/drain").then().statusCode(200);
        said("drained", "draining: no new tasks", PROMPTLY);
        String id = submit(large);
        Awaitility.await()
                .during(Duration.ofSeconds(3))
                .atMost(Cluster.PATIENCE)
                .until(() -> Cluster.run(id).getString("status").equals("queued"));

        Cluster.admin().delete("/api/runners/drained/drain").then().statusCode(200);

        said("drained", "no longer draining", PROMPTLY);
        Awaitility.await()
                .atMost(Cluster.PATIENCE)
                .until(() -> Cluster.run(id).getString("status").equals("running"));
        Cluster.admin().post("/v1/runs/" + id + "/cancel").then().statusCode(200);
        stopped(agent);
    }

    @Test
    void aSecondSignalTakesTheGraceAway() throws Exception {
        Process agent = agentOfOther("hurried", Map.of("PADDOCK_RUNNER_STOP_GRACE", "10m"));
        String id = reviewing(large);
        agent.destroy();
        said("hurried", "stopping (SIGTERM)", PROMPTLY);
        assertThat(events(id)).containsExactly("run.queued", "run.started");
        // Not with its next heartbeat, which is long in coming.
        Awaitility.await()
                .atMost(PROMPTLY)
                .until(() -> Cluster.admin().get("/api/runners/hurried").path("data.draining"));

        stopped(agent);

        assertThat(events(id)).containsExactly("run.queued", "run.started", "run.requeued");
        Cluster.admin().post("/v1/runs/" + id + "/cancel").then().statusCode(200);
    }

    @Test
    void afterAFreezeOfTheAgentItsClaimIsWorthNothing() throws Exception {
        Process frozen = agent("frozen", Map.of("PADDOCK_RUNNER_STOP_GRACE", "0s"));
        String id = reviewing(small);
        String task = Cluster.admin().get("/v1/runs/" + id + "/events").path("event[1].taskId");
        signal(frozen, "STOP");
        Process heir = agent("heir", Map.of());
        Awaitility.await().atMost(Cluster.PATIENCE).until(() -> Cluster.run(id).getInt("attempt") == 2);

        signal(frozen, "CONT");

        said("frozen", "task " + task + ": dropped, ", Cluster.PATIENCE);
        Awaitility.await()
                .atMost(Cluster.PATIENCE)
                .until(() -> frozen.descendants().findAny().isEmpty());
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
    private Process agentOfOther(String id, Map<String, String> more) throws IOException {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("PADDOCK_URL", "http://127.0.0.1:" + other);
        return agent(id, settings);
    }

    private Process agent(String id, Map<String, String> more) throws IOException {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("PADDOCK_RUNNER_TAGS", lane);
        Process agent = cluster.startAgent(id, Docker.orProcess(), settings);
        agents.add(agent);
        return agent;
    }

    private String submit(String commit) {
        return Cluster.submit(Map.of("repository", repository.url(), "commit", commit, "tags", List.of(lane)));
    }

    /// A run whose review has begun and takes its time.
    private String reviewing(String commit) {
        String id = submit(commit);
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
        assertThat(agent.waitFor(Cluster.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
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
