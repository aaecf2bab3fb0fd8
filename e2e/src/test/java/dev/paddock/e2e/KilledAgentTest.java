package dev.paddock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.path.json.JsonPath;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A runner that dies in mid-review loses nothing.
class KilledAgentTest {

    // Far below the production numbers, and above what the agent keeps as its own margin of 10 s.
    private static final Map<String, String> SHORT_LEASES =
            Map.of("PADDOCK_FLEET_LEASE", "15s", "PADDOCK_FLEET_HEARTBEAT", "1s", "PADDOCK_LEASE_SWEEP", "500ms");

    // Enough that the first runner does not come to their end, and few, since the second one does.
    private static final int FILES = 60;

    @Test
    void theNextRunnerFinishesWhatAKilledOneBegan(@TempDir Path folder) throws Exception {
        try (Cluster cluster = new Cluster(folder.toRealPath(), SHORT_LEASES);
                PlantedRepository repository =
                        new PlantedRepository(cluster.data().resolve("repository"))) {
            String commit = repository.grow(FILES);
            cluster.startControlPlane();
            // One folder of the host for all agents, as pods have it.
            Path host = cluster.data().resolve("host");
            Process doomed = cluster.startAgent(
                    "doomed",
                    Docker.orProcess(),
                    Map.of(
                            "PADDOCK_URL",
                            "http://127.0.0.1:" + cluster.startReplica(),
                            "PADDOCK_RUNNER_WORKDIR",
                            host.toString()));
            String id = Cluster.submit(Map.of("repository", repository.url(), "commit", commit));
            Awaitility.await().atMost(Cluster.PATIENCE).until(() -> reviewed(id) > 0);

            doomed.destroyForcibly().waitFor();
            assertThat(host.resolve("doomed/tasks")).isNotEmptyDirectory();
            cluster.startAgent("heir", Docker.orProcess(), Map.of("PADDOCK_RUNNER_WORKDIR", host.toString()));

            JsonPath run = Cluster.ended(id);
            assertThat(run.getString("failure.message")).isNull();
            assertThat(run.getString("status")).isEqualTo("success");
            assertThat(run.getInt("attempt")).isEqualTo(2);
            assertThat(run.getInt("results.files_reviewed")).isEqualTo(FILES);
            assertThat(host.resolve("doomed")).doesNotExist();
            List<String> events = Cluster.admin()
                    .get("/v1/runs/" + id + "/events")
                    .then()
                    .extract()
                    .path("event.type");
            assertThat(events)
                    .containsExactly("run.queued", "run.started", "run.requeued", "run.started", "run.finished");
        }
    }

    private static int reviewed(String id) {
        Integer done = Cluster.run(id).get("progress.done");
        return done == null ? 0 : done;
    }
}
