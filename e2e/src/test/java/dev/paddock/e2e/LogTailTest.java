package dev.paddock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.RestAssured;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A log that one replica stores and others show.
class LogTailTest {

    private static final int BATCHES = 40;
    private static final int LINES = 10;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<String> messages = new ArrayList<>();
    private String last = "";
    private boolean ended;

    @Test
    void aFollowerMovesBetweenReplicasWhileLinesComeInAndMissesNone(@TempDir Path folder) throws Exception {
        try (Cluster cluster = new Cluster(folder.toRealPath(), Map.of())) {
            cluster.startControlPlane();
            int here = RestAssured.port;
            int there = cluster.startReplica();
            String run =
                    Cluster.submit(Map.of("repository", "https://example.com/owner/repo", "commit", "a".repeat(40)));
            String task = claim();
            Thread writer = Thread.startVirtualThread(() -> write(task));

            for (int turn = 0; !ended; turn++) {
                read(turn % 2 == 0 ? there : here, run, 1 + turn * 7 % 60);
            }
            writer.join();

            assertThat(messages)
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, BATCHES * LINES)
                            .mapToObj(String::valueOf)
                            .toList());
        }
    }

    private static String claim() {
        Cluster.runner()
                .header("x-runner-id", "writer")
                .header("x-runner-max-concurrency", 1)
                .post("/api/runners/register")
                .then()
                .statusCode(200);
        List<String> ids = Cluster.runner()
                .queryParam("runnerId", "writer")
                .queryParam("wait", 60)
                .get("/api/runners/tasks/pending")
                .path("data.id");
        return ids.getFirst();
    }

    private static void write(String task) {
        for (int batch = 0; batch < BATCHES; batch++) {
            int first = batch * LINES + 1;
            List<String> lines = IntStream.range(first, first + LINES)
                    .mapToObj(String::valueOf)
                    .toList();
            Cluster.runner()
                    .body(Map.of("firstSeq", first, "logs", lines))
                    .post("/api/runners/tasks/" + task + "/logs")
                    .then()
                    .statusCode(200);
        }
        Cluster.runner()
                .body(Map.of(
                        "runnerId",
                        "writer",
                        "status",
                        "success",
                        "files",
                        List.of(),
                        "totalComments",
                        0,
                        "metrics",
                        Map.of(),
                        "commit",
                        Map.of("sha", "a".repeat(40), "message", "m")))
                .post("/api/runners/tasks/" + task + "/result")
                .then()
                .statusCode(200);
    }

    /// Follows from where it was until `count` lines came or the run has ended, then hangs up.
    private void read(int port, String run, int count) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/v1/runs/" + run + "/logs/stream"))
                .header("Authorization", "Bearer " + Cluster.ADMIN_KEY)
                .header("Accept", "text/event-stream");
        if (!last.isEmpty()) {
            request.header("Last-Event-ID", last);
        }
        int enough = messages.size() + count;
        try (Stream<String> lines =
                client.send(request.build(), BodyHandlers.ofLines()).body()) {
            String id = "";
            for (String line : (Iterable<String>) lines::iterator) {
                if (line.startsWith("id:")) {
                    id = line.substring(3).strip();
                } else if (line.startsWith("event:")) {
                    ended |= line.endsWith("end");
                } else if (line.startsWith("data:") && !ended) {
                    messages.add(line.replaceFirst(".*\"message\":\"(\\d+)\".*", "$1"));
                    last = id;
                }
                if (ended || messages.size() >= enough) {
                    return;
                }
            }
        }
    }
}
