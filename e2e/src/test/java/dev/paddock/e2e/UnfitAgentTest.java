package dev.paddock.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/// Agents that something is wrong with: their clock, their protocol, their engine.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UnfitAgentTest {

    private static final int STOPPED = 0;
    private static final int BAD_SETTINGS = 2;
    private static final int REFUSED = 4;

    private static final String SLOW_IMAGE =
            "paddock-e2e/slow:" + ProcessHandle.current().pid();

    // Longer than a lease without heartbeats.
    private static final String SLOW = """
            /bin/busybox sleep 20
            echo '{"files": []}' > /paddock/out/findings.json
            """;

    // Below the production numbers, so that a review outlives its lease without heartbeats.
    private static final Map<String, String> SHORT_LEASES =
            Map.of("PADDOCK_FLEET_LEASE", "15s", "PADDOCK_FLEET_HEARTBEAT", "1s", "PADDOCK_LEASE_SWEEP", "500ms");

    private final Cluster cluster;

    UnfitAgentTest(@TempDir Path folder) throws Exception {
        cluster = new Cluster(folder.toRealPath(), SHORT_LEASES);
    }

    @AfterAll
    void stop() throws Exception {
        cluster.close();
    }

    static boolean fakesTime() {
        return faketime().isPresent();
    }

    private static Optional<Path> faketime() {
        try (Stream<Path> folders = Files.list(Path.of("/usr/lib"))) {
            return folders.map(folder -> folder.resolve("faketime/libfaketime.so.1"))
                    .filter(Files::exists)
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// Timers stay right: a wall clock that was set wrong does not touch them.
    private static Map<String, String> clock(String offset) {
        return Map.of(
                "LD_PRELOAD",
                faketime().orElseThrow().toString(),
                "FAKETIME",
                offset,
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1",
                "FAKETIME_FORCE_MONOTONIC_FIX",
                "0");
    }

    @Test
    @EnabledIf(value = "fakesTime", disabledReason = "no libfaketime")
    void anAgentWhoseClockIsTenMinutesOffReviewsAtItsFirstAttempt() throws Exception {
        assumeTrue(Docker.answers(), "no Docker engine");
        cluster.startControlPlane();
        Docker.shellImage(
                SLOW_IMAGE, SLOW, Files.createDirectories(cluster.data().resolve("slow")));
        try (PlantedRepository repository = new PlantedRepository(cluster.data().resolve("repository"))) {
            String commit = repository.plant();
            Cluster.admin()
                    .body(Map.of("name", "slow", "image", SLOW_IMAGE))
                    .post("/v1/agents")
                    .then()
                    .statusCode(201);
            List<String> runs = new ArrayList<>();
            for (Map.Entry<String, String> clock :
                    Map.of("ahead", "+10m", "behind", "-10m").entrySet()) {
                String id = clock.getKey();
                Map<String, String> settings = new HashMap<>(clock(clock.getValue()));
                settings.put("PADDOCK_RUNNER_TAGS", id);
                cluster.startAgent(id, "docker", settings);
                runs.add(Cluster.submit(Map.of(
                        "repository", repository.url(), "commit", commit, "agent_id", "slow", "tags", List.of(id))));
            }

            for (String id : runs) {
                JsonPath run = Cluster.ended(id);
                assertThat(run.getString("failure.message")).isNull();
                assertThat(run.getString("status")).isEqualTo("success");
                assertThat(run.getInt("attempt")).isEqualTo(1);
            }
        } finally {
            Docker.remove(SLOW_IMAGE, cluster.data());
        }
    }

    @Test
    void anAgentOfAnotherProtocolIsToldWhichOneItNeedsAndEnds() throws Exception {
        HttpServer newer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        newer.createContext("/api/runners/register", exchange -> {
            byte[] body = """
                    {"type": "about:blank", "title": "t", "status": 426, "detail": "This server speaks 7.",
                     "instance": "/", "code": "unsupported_protocol", "error": "e", "supported": [7]}""".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/problem+json");
            exchange.sendResponseHeaders(426, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        newer.start();
        try {
            Process agent = cluster.startAgent(
                    "older",
                    "process",
                    Map.of(
                            "PADDOCK_URL",
                            "http://127.0.0.1:" + newer.getAddress().getPort()));

            ended(agent, REFUSED);
            assertThat(lastLine("older")).contains("This agent speaks runner protocol 1, the control plane speaks [7]");
        } finally {
            newer.stop(0);
        }
    }

    @Test
    void anAgentWhoseEngineDoesNotComeSaysOnceWhichOneItWaitsForAndCanBeStopped() throws Exception {
        Path status = cluster.data().resolve("engineless.status");
        Process agent = cluster.startAgent(
                "engineless",
                "docker",
                Map.of("DOCKER_HOST", "unix:///no/such.sock", "PADDOCK_RUNNER_STATUS_FILE", status.toString()));

        Awaitility.await()
                .atMost(Cluster.PATIENCE)
                .until(() -> cluster.agentLog("engineless").contains("this runner registers when it does"));
        // It has looked several times more.
        assertThat(agent.waitFor(7, TimeUnit.SECONDS)).isFalse();
        assertThat(cluster.agentLog("engineless"))
                .containsOnlyOnce("no Docker engine answers at unix:///no/such.sock: ")
                .containsOnlyOnce("name another in DOCKER_HOST");
        assertThat(status).doesNotExist();

        agent.destroy();

        ended(agent, STOPPED);
    }

    @Test
    void anAgentIsToldThatNoEngineCanEverBeWhereItLooks() throws Exception {
        Process agent = cluster.startAgent("misled", "docker", Map.of("DOCKER_HOST", "/var/run/docker.sock"));

        ended(agent, BAD_SETTINGS);
        assertThat(lastLine("misled"))
                .contains("DOCKER_HOST is '/var/run/docker.sock'; use unix:///path/to/docker.sock");
    }

    private static void ended(Process agent, int code) throws InterruptedException {
        assertThat(agent.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(agent.exitValue()).isEqualTo(code);
    }

    private String lastLine(String agent) throws IOException {
        return cluster.agentLog(agent).strip().lines().toList().getLast();
    }
}
