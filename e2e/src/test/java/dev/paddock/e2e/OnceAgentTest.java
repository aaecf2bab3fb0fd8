package dev.paddock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Agents for one task, as an autoscaler starts them, and what the lane asks for meanwhile.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OnceAgentTest {

    private final Cluster cluster;
    private final PlantedRepository repository;
    private final String commit;

    OnceAgentTest(@TempDir Path folder) throws Exception {
        cluster = new Cluster(folder.toRealPath(), Map.of());
        repository = new PlantedRepository(cluster.data().resolve("repository"));
        commit = repository.plant();
    }

    @BeforeAll
    void start() throws Exception {
        cluster.startControlPlane();
    }

    @AfterAll
    void stop() throws Exception {
        repository.close();
        cluster.close();
    }

    @Test
    void itCarriesOutOneTaskAndEnds() throws Exception {
        List<String> runs = List.of(submit("single"), submit("single"));
        assertThat(desired("single")).isEqualTo(2);
        Path status = cluster.data().resolve("status");

        Process first = agent("single-1", "single", Map.of("PADDOCK_RUNNER_STATUS_FILE", status.toString()));
        Awaitility.await().atMost(Cluster.PATIENCE).until(() -> Files.exists(status) && shows(status, "1\n"));
        ended(first, 0);

        // The result came before the end.
        List<String> after =
                runs.stream().map(run -> Cluster.run(run).getString("status")).toList();
        assertThat(after).containsExactlyInAnyOrder("success", "queued");
        assertThat(shows(status, "0\n")).isTrue();
        assertThat(cluster.agentLog("single-1")).containsOnlyOnce(": begins");
        assertThat(desired("single")).isEqualTo(1);
        assertThat(idle("single")).isZero();

        ended(agent("single-2", "single", Map.of()), 0);
        runs.forEach(
                run -> assertThat(Cluster.run(run).getString("status")).as(run).isEqualTo("success"));
        assertThat(desired("single")).isZero();
    }

    @Test
    void withoutATaskItEndsAsWell() throws Exception {
        // It has to find its engine and to register within it, too.
        Process idle = agent("in-vain", "nothing-here", Map.of("PADDOCK_RUNNER_ONCE_WAIT", "15s"));

        ended(idle, 0);

        assertThat(cluster.agentLog("in-vain")).contains("no task came in time").doesNotContain(": begins");
        assertThat(Cluster.admin().get("/api/runners/in-vain").<String>path("data.status"))
                .isEqualTo("offline");
    }

    @Test
    void withoutAControlPlaneItSaysSo() throws Exception {
        Process lost = agent(
                "lost", "nothing", Map.of("PADDOCK_RUNNER_ONCE_WAIT", "15s", "PADDOCK_URL", "http://127.0.0.1:1"));

        ended(lost, 3);

        assertThat(cluster.agentLog("lost")).contains("No control plane took this runner");
    }

    private Process agent(String id, String tag, Map<String, String> more) throws Exception {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("PADDOCK_RUNNER_ONCE", "true");
        settings.put("PADDOCK_RUNNER_TAGS", tag);
        return cluster.startAgent(id, Docker.orProcess(), settings);
    }

    private String submit(String tag) {
        return Cluster.submit(Map.of("repository", repository.url(), "commit", commit, "tags", List.of(tag)));
    }

    private static int desired(String lane) {
        return need(lane, "desired");
    }

    private static int idle(String lane) {
        return need(lane, "idle");
    }

    private static int need(String lane, String figure) {
        return Cluster.admin()
                .get("/api/fleet/desired?slots=1&cooldown=0&lane=" + lane)
                .then()
                .statusCode(200)
                .extract()
                .path(figure);
    }

    private static boolean shows(Path status, String text) throws Exception {
        return Files.readString(status).equals(text);
    }

    private static void ended(Process agent, int code) throws InterruptedException {
        assertThat(agent.waitFor(Cluster.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(agent.exitValue()).isEqualTo(code);
    }
}
