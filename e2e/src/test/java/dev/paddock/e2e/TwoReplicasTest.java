package dev.paddock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.response.Response;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A task that becomes ready at one replica is heard of at the other.
class TwoReplicasTest {

    // The loop's own look at the ledger would hide whether Kafka woke it.
    private static final Map<String, String> NO_LOOK = Map.of("PADDOCK_CLAIM_LOOK", "10m");

    @Test
    void kafkaWakesTheReplicaWhereARunnerWaits(@TempDir Path folder) throws Exception {
        try (Cluster cluster = new Cluster(folder.toRealPath(), NO_LOOK)) {
            cluster.startControlPlane();
            int other = cluster.startReplica();
            Cluster.runner()
                    .port(other)
                    .header("x-runner-id", "waiting")
                    .header("x-runner-max-concurrency", 50)
                    .post("/api/runners/register")
                    .then()
                    .statusCode(200);

            // The feed of a fresh replica may miss its first hints, so runs are submitted until one is heard of.
            CompletableFuture<Response> poll = CompletableFuture.supplyAsync(
                    () -> Cluster.runner()
                            .port(other)
                            .queryParam("runnerId", "waiting")
                            .queryParam("wait", 60)
                            .get("/api/runners/tasks/pending"),
                    Thread::startVirtualThread);
            Awaitility.await().atMost(Cluster.PATIENCE).until(() -> {
                Cluster.submit(Map.of("repository", "https://example.com/owner/repo", "commit", "a".repeat(40)));
                return poll.isDone();
            });

            List<String> claimed = poll.get(1, TimeUnit.SECONDS).path("data.id");
            assertThat(claimed).isNotEmpty();
        }
    }
}
