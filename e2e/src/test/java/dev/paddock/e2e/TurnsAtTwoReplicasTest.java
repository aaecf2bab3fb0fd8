package dev.paddock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.RestAssured;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who goes next is the same question at every replica.
class TurnsAtTwoReplicasTest {

    private static final int RUNS = 30;

    @Test
    void noReplicaLetsMoreGoThanTheOtherKnowsOf(@TempDir Path folder) throws Exception {
        try (Cluster cluster = new Cluster(folder.toRealPath(), Map.of())) {
            cluster.startControlPlane();
            int first = RestAssured.port;
            int second = cluster.startReplica();
            aBurstForAPullRequestLeavesOneRunAlive(first, second);
            aGroupKeepsItsLimit(first, second);
        }
    }

    private static void aBurstForAPullRequestLeavesOneRunAlive(int first, int second) {
        String agent = agent(
                first, Map.of("name", "newest", "image", "reviewer", "supersede", true, "tags", List.of("newest")));
        List<String> runs = submit(first, second, Map.of("agent_id", agent, "pull_request", Map.of("number", 7)));

        assertThat(runs.stream()
                        .filter(run -> Cluster.run(run).getString("status").equals("queued")))
                .hasSize(1);
        assertThat(runs.stream().filter(run -> Cluster.run(run).getString("superseded_by") != null))
                .hasSize(RUNS - 1);
    }

    private static void aGroupKeepsItsLimit(int first, int second) {
        String agent = agent(
                first, Map.of("name", "two", "image", "reviewer", "concurrency_limit", 2, "tags", List.of("two")));
        List<String> runs = submit(first, second, Map.of("agent_id", agent));
        Cluster.runner()
                .port(first)
                .header("x-runner-id", "many")
                .header("x-runner-tags", "two")
                .header("x-runner-max-concurrency", 100)
                .post("/api/runners/register")
                .then()
                .statusCode(200);

        Set<String> live = new HashSet<>();
        Set<String> seen = new HashSet<>();
        Awaitility.await().atMost(Cluster.PATIENCE).until(() -> {
            int port = seen.size() % 2 == 0 ? first : second;
            List<String> claimed = Cluster.runner()
                    .port(port)
                    .queryParam("runnerId", "many")
                    .queryParam("limit", 100)
                    .get("/api/runners/tasks/pending")
                    .then()
                    .statusCode(200)
                    .extract()
                    .path("data.runId");
            live.addAll(claimed);
            seen.addAll(claimed);
            assertThat(live).hasSizeLessThanOrEqualTo(2);
            live.stream().findFirst().ifPresent(run -> {
                Cluster.admin()
                        .port(port)
                        .post("/v1/runs/" + run + "/cancel")
                        .then()
                        .statusCode(200);
                live.remove(run);
            });
            return seen.size() == RUNS;
        });
        assertThat(seen).containsExactlyInAnyOrderElementsOf(runs);
    }

    private static String agent(int port, Map<String, ?> body) {
        return Cluster.admin()
                .port(port)
                .body(body)
                .post("/v1/agents")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    /// As many runs as [#RUNS], all at once, at one replica and the other.
    private static List<String> submit(int first, int second, Map<String, Object> more) {
        Map<String, Object> body = new HashMap<>(more);
        body.put("repository", "https://example.com/owner/repo");
        body.put("commit", "a".repeat(40));
        List<CompletableFuture<String>> submits = new ArrayList<>();
        for (int i = 0; i < RUNS; i++) {
            int port = i % 2 == 0 ? first : second;
            submits.add(CompletableFuture.supplyAsync(
                    () -> Cluster.admin()
                            .port(port)
                            .body(body)
                            .post("/v1/runs")
                            .then()
                            .statusCode(202)
                            .extract()
                            .path("id"),
                    Thread::startVirtualThread));
        }
        return submits.stream().map(CompletableFuture::join).toList();
    }
}
