package dev.paddock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/// Two real agents, one of which has an engine that cannot do the work: the run says so, the agent stays, and the other
/// one takes it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledIf(value = "dev.paddock.e2e.Docker#answers", disabledReason = "no Docker engine")
class UnfitEngineTest {

    // Waits when it is told to, or at the first attempt when it is told that; else finds nothing.
    private static final String SCRIPT = """
            case "$1" in
                wait) echo waiting; /bin/busybox sleep 600 ;;
                first) if /bin/busybox grep -Eq '"attempt" *: *1[,}]' "$PADDOCK_TASK"; then
                    echo waiting; /bin/busybox sleep 600
                fi ;;
            esac
            echo '{"files": []}' > /paddock/out/findings.json
            """;

    private static final Map<String, String> SHORT_LEASES =
            Map.of("PADDOCK_FLEET_LEASE", "15s", "PADDOCK_FLEET_HEARTBEAT", "1s", "PADDOCK_LEASE_SWEEP", "500ms");

    private final Cluster cluster;
    private final PlantedRepository repository;
    private final String planted;
    private final RefusingRegistry registry;

    UnfitEngineTest(@TempDir Path folder) throws Exception {
        cluster = new Cluster(folder.toRealPath(), SHORT_LEASES);
        repository = new PlantedRepository(cluster.data().resolve("repository"));
        planted = repository.plant();
        registry = RefusingRegistry.start();
    }

    @BeforeAll
    void start() throws Exception {
        Docker.shellImage(
                registry.image(), SCRIPT, Files.createDirectories(cluster.data().resolve("image")));
        cluster.startControlPlane();
        reviewAgent("shell", Map.of());
        reviewAgent("shell-wait", Map.of("command", List.of("wait")));
        reviewAgent("shell-first", Map.of("command", List.of("first")));
    }

    private void reviewAgent(String name, Map<String, ?> more) {
        Map<String, Object> body = new HashMap<>(more);
        body.put("name", name);
        body.put("image", registry.image());
        Cluster.admin().body(body).post("/v1/agents").then().statusCode(201);
    }

    @AfterAll
    void stop() throws Exception {
        repository.close();
        cluster.close();
        Docker.removeContainers(registry.image(), cluster.data());
        Docker.remove(registry.image(), cluster.data());
        registry.close();
    }

    @Test
    void anImageThatIsRefusedToOneEngineIsRunByAnother() throws Exception {
        String lane = lane();
        try (EngineDoor door = EngineDoor.withoutImages()) {
            Process unfit = agent("unfit", lane, Map.of("DOCKER_HOST", door.host()));
            agent("fit", lane, Map.of());
            // The one that can has its hands full, and is waited for.
            String other = submit("shell-wait", lane, "fit");
            reviewing(other);

            String run = submit("shell", lane);
            Awaitility.await()
                    .atMost(Cluster.PATIENCE)
                    .until(() -> events(run, "type").contains("run.requeued"));
            assertThat(events(run, "reason")).contains("image_unavailable");
            assertThat(Cluster.log(run))
                    .anyMatch(line -> line.contains("the registry refuses image " + registry.image()));
            assertThat(unfit.isAlive()).isTrue();
            Awaitility.await()
                    .atMost(Cluster.PATIENCE)
                    .until(() -> Cluster.admin()
                            .get("/api/runners/unfit")
                            .<String>path("data.status")
                            .equals("online"));

            Cluster.admin().post("/v1/runs/" + other + "/cancel").then().statusCode(200);
            succeeded(run, 2);
            assertThat(events(run, "runnerId")).containsSubsequence("unfit", "fit");
        }
    }

    @Test
    void anEngineThatDiesInMidTaskLosesItToAnotherAndItsAgentComesBack() throws Exception {
        String lane = lane();
        try (EngineDoor door = EngineDoor.plain()) {
            Process cut = agent("cut", lane, Map.of("DOCKER_HOST", door.host()));
            String run = submit("shell-first", lane);
            reviewing(run);

            door.shut();
            Awaitility.await()
                    .atMost(Cluster.PATIENCE)
                    .until(() -> events(run, "type").contains("run.requeued"));
            assertThat(events(run, "reason")).contains("sandbox_failed");
            agent("whole", lane, Map.of());

            succeeded(run, 2);
            assertThat(events(run, "runnerId")).containsSubsequence("cut", "whole");
            assertThat(cut.isAlive()).isTrue();
            assertThat(cluster.agentLog("cut")).contains("no new tasks until it does");
            door.reopen();
            succeeded(submit("shell", lane, "cut"), 1);
        }
    }

    @Test
    void anAgentWhoseEngineComesLaterIsRegisteredThenAndWorks() throws Exception {
        String lane = lane();
        try (EngineDoor door = EngineDoor.plain()) {
            door.shut();
            cluster.startAgent(
                    "early", "docker", Map.of("DOCKER_HOST", door.host(), "PADDOCK_RUNNER_TAGS", lane + ",early"));
            Awaitility.await()
                    .atMost(Cluster.PATIENCE)
                    .until(() -> cluster.agentLog("early").contains("this runner registers when it does"));
            Cluster.admin().get("/api/runners/early").then().statusCode(404);
            String run = submit("shell", lane);

            door.reopen();

            succeeded(run, 1);
            assertThat(events(run, "runnerId")).contains("early");
        }
    }

    private static String lane() {
        return "lane-" + UUID.randomUUID();
    }

    /// An agent of the lane, which has its own id as a tag, too.
    private Process agent(String id, String lane, Map<String, String> more) throws IOException {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("PADDOCK_RUNNER_TAGS", lane + "," + id);
        Process agent = cluster.startAgent(id, "docker", settings);
        Awaitility.await(id + " registers")
                .atMost(Cluster.PATIENCE)
                .ignoreExceptions()
                .until(() -> cluster.agentLog(id).contains("registered as " + id));
        return agent;
    }

    private String submit(String agent, String... tags) {
        return Cluster.submit(
                Map.of("repository", repository.url(), "commit", planted, "agent_id", agent, "tags", List.of(tags)));
    }

    private static void reviewing(String run) {
        Awaitility.await().atMost(Cluster.PATIENCE).until(() -> Cluster.log(run).contains("waiting"));
    }

    private static void succeeded(String id, int attempt) {
        JsonPath run = Cluster.ended(id);
        assertThat(run.getString("failure.message")).isNull();
        assertThat(run.getString("status")).isEqualTo("success");
        assertThat(run.getInt("attempt")).isEqualTo(attempt);
    }

    private static List<String> events(String run, String member) {
        return Cluster.admin()
                .get("/v1/runs/" + run + "/events")
                .then()
                .statusCode(200)
                .extract()
                .path("event." + member);
    }
}
