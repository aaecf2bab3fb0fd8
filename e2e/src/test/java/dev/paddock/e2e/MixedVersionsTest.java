package dev.paddock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Agents and control planes of different age, as while a fleet is replaced: what came into the runner protocol after
/// its version 1 was there is missing from one of them, and one that is newer still says what the other does not know.
/// `docs/examples/runner.sh` is a runner that never says more than it must; it has a test of its own.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MixedVersionsTest {

    private static final Map<String, String> SHORT_LEASES =
            Map.of("PADDOCK_FLEET_LEASE", "15s", "PADDOCK_FLEET_HEARTBEAT", "1s", "PADDOCK_LEASE_SWEEP", "500ms");

    private static final OtherVersion.Changes OLDER_SERVER = new OtherVersion.Changes(
            List.of("/commands", "/enrol"),
            Set.of("x-runner-ephemeral", "x-runner-protocol"),
            request -> request.remove("lastPollAgeMs"),
            reply -> without(reply, "drain", "draining", "ephemeral", "traceparent"));

    private static final OtherVersion.Changes OLDER_AGENT = new OtherVersion.Changes(
            List.of("/commands"),
            Set.of(
                    "x-runner-ephemeral",
                    "x-runner-instance",
                    "x-runner-name",
                    "x-runner-protocol",
                    "x-runner-version",
                    "traceparent"),
            request -> request.remove(List.of("taskIds", "lastPollAgeMs", "firstSeq", "commit", "rating")),
            reply -> {});

    private static final OtherVersion.Changes NEWER_SERVER =
            new OtherVersion.Changes(List.of(), Set.of(), request -> {}, MixedVersionsTest::more);

    private static final OtherVersion.Changes NEWER_AGENT =
            new OtherVersion.Changes(List.of(), Set.of(), MixedVersionsTest::more, reply -> {});

    private final Cluster cluster;
    private final PlantedRepository repository;
    private final String commit;
    private final String large;

    MixedVersionsTest(@TempDir Path folder) throws Exception {
        cluster = new Cluster(folder.toRealPath(), SHORT_LEASES);
        repository = new PlantedRepository(cluster.data().resolve("repository"));
        commit = repository.plant();
        large = repository.grow(150);
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
    void anAgentWorksForAnOlderServer() throws Exception {
        reviewsAndHearsOfACancellation("for-the-older", OLDER_SERVER);
    }

    @Test
    void aServerHasWorkForAnOlderAgent() throws Exception {
        reviewsAndHearsOfACancellation("older", OLDER_AGENT);
    }

    @Test
    void anAgentLeavesAsideWhatANewerServerSays() throws Exception {
        reviewsAndHearsOfACancellation("for-the-newer", NEWER_SERVER);
    }

    @Test
    void aServerLeavesAsideWhatANewerAgentSays() throws Exception {
        reviewsAndHearsOfACancellation("newer", NEWER_AGENT);
    }

    private void reviewsAndHearsOfACancellation(String agent, OtherVersion.Changes changes) throws Exception {
        try (OtherVersion between = new OtherVersion(RestAssured.port, changes)) {
            Process process = cluster.startAgent(
                    agent, "process", Map.of("PADDOCK_URL", between.url(), "PADDOCK_RUNNER_TAGS", agent));

            String cancelled = submit(large, agent);
            Awaitility.await()
                    .atMost(Cluster.PATIENCE)
                    .until(() -> Cluster.run(cancelled).getString("status"), "running"::equals);
            Cluster.admin().post("/v1/runs/" + cancelled + "/cancel").then().statusCode(200);
            // There is one slot.
            JsonPath next = Cluster.ended(submit(commit, agent));

            assertThat(next.getString("failure.message")).isNull();
            assertThat(next.getString("status")).isEqualTo("success");
            assertThat(next.getInt("attempt")).isEqualTo(1);
            assertThat(next.getList("results.issues")).isNotEmpty();
            assertThat(Cluster.log(next.getString("id"))).isNotEmpty();
            assertThat(Cluster.run(cancelled).getString("status")).isEqualTo("cancelled");
            assertThat(process.isAlive()).as(cluster.agentLog(agent)).isTrue();
            process.destroy();
            process.waitFor();
        }
    }

    private String submit(String of, String tag) {
        return Cluster.submit(Map.of("repository", repository.url(), "commit", of, "tags", List.of(tag)));
    }

    private static void without(JsonNode reply, String... members) {
        if (reply instanceof ObjectNode object) {
            object.remove(List.of(members));
        }
        reply.forEach(part -> without(part, members));
    }

    /// Every object has a member that nobody knows.
    private static void more(JsonNode node) {
        node.forEach(MixedVersionsTest::more);
        if (node instanceof ObjectNode object) {
            object.putObject("memberOfTomorrow").put("since", 2);
        }
    }
}
