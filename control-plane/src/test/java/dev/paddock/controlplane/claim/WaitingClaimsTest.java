package dev.paddock.controlplane.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;

import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.Server;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@QuarkusTest
@QuarkusTestResource(RealServices.class)
class WaitingClaimsTest {

    private final WaitingClaims waiting;

    WaitingClaimsTest(WaitingClaims waiting) {
        this.waiting = waiting;
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void aCallerThatHangsUpWaitsNoLonger(HttpClient.Version version) throws Exception {
        String runner = Server.register(Server.lane(), 1);
        try (HttpClient client = HttpClient.newBuilder().version(version).build()) {
            // The first call agrees on the protocol.
            assertThat(client.send(get("/api/runners"), BodyHandlers.ofString()).version())
                    .isEqualTo(version);
            CompletableFuture<?> poll = client.sendAsync(
                    get("/api/runners/tasks/pending?wait=30&runnerId=" + runner), BodyHandlers.ofString());
            Awaitility.await().until(() -> waits(runner));

            poll.cancel(true);

            Awaitility.await().until(() -> !waits(runner));
        }
    }

    @Test
    void ofEqualRunnersTheOneThatWaitsLongestGetsTheTask() throws Exception {
        String lane = Server.lane();
        List<String> runners = List.of(Server.register(lane, 1), Server.register(lane, 1), Server.register(lane, 1));
        List<CompletableFuture<Response>> polls = new ArrayList<>();
        for (String runner : runners) {
            polls.add(Server.polling(runner));
            Awaitility.await().until(() -> waits(runner));
        }

        for (CompletableFuture<Response> first : polls) {
            String run = Server.submit(lane);
            first.get(10, TimeUnit.SECONDS).then().body("data.runId", contains(run));
        }
    }

    @Test
    void aSecondPollOnTheConnectionDoesNotHideTheFirst() throws Exception {
        String first = Server.register(Server.lane(), 1);
        String second = Server.register(Server.lane(), 1);
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            client.send(get("/api/runners"), BodyHandlers.ofString());
            CompletableFuture<?> one = client.sendAsync(
                    get("/api/runners/tasks/pending?wait=30&runnerId=" + first), BodyHandlers.ofString());
            CompletableFuture<?> two = client.sendAsync(
                    get("/api/runners/tasks/pending?wait=30&runnerId=" + second), BodyHandlers.ofString());
            Awaitility.await().until(() -> waits(first) && waits(second));

            one.cancel(true);
            Awaitility.await().until(() -> !waits(first));
            assertThat(waits(second)).isTrue();
            two.cancel(true);
        }
    }

    @Test
    void aRunnerWithoutAFreeSlotHidesNothingFromOthers() throws Exception {
        String lane = Server.lane();
        String otherLane = Server.lane();
        String full = Server.register(lane, 1);
        String free = Server.register(otherLane, 1);
        Server.submit(lane);
        String held = Server.claim(full);
        String urgent = Server.submit(Map.of(
                "repository",
                "https://example.com/owner/repo",
                "commit",
                Server.COMMIT,
                "tags",
                List.of(lane),
                "priority",
                "high"));
        CompletableFuture<Response> waits = Server.polling(full);
        Awaitility.await().until(() -> waits(full));
        String run = Server.submit(otherLane);

        Server.poll(free, 1, 10).then().body("data.runId", contains(run));

        Server.result(held, Server.review(full, "info")).then().statusCode(200);
        waits.get(20, TimeUnit.SECONDS).then().body("data.runId", contains(urgent));
    }

    /// At one replica: each knows of its own.
    @Test
    void aNewerPollOfARunnerEndsTheOlder() throws Exception {
        String lane = Server.lane();
        String runner = Server.register(lane, 1);
        CompletableFuture<Response> older = Server.polling(runner);
        CompletableFuture<Response> newer = Server.polling(runner);

        CompletableFuture.anyOf(older, newer).get(10, TimeUnit.SECONDS);
        assertThat(List.of(older.isDone(), newer.isDone())).containsExactlyInAnyOrder(true, false);
        Server.submit(lane);
        CompletableFuture.allOf(older, newer).get(10, TimeUnit.SECONDS);
    }

    private boolean waits(String runner) {
        return waiting.waiting().stream().anyMatch(waiter -> waiter.runner().equals(runner));
    }

    private static HttpRequest get(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + path))
                .header("x-api-key", RealServices.RUNNER_KEY)
                .header("x-runner-instance", "process-1")
                .build();
    }
}
