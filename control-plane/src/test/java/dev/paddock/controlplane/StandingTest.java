package dev.paddock.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Calls that go on end with the credentials that they were made with, though nothing else happens.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
@Timeout(60)
class StandingTest {

    private static final Duration SOON = Duration.ofSeconds(5);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String lane = Server.lane();

    @AfterEach
    void hangUp() {
        client.shutdownNow();
    }

    @Test
    void aLogIsNotFollowedWithARevokedKey() throws Exception {
        String run = Server.submit(lane);
        Response key = key("viewer");
        HttpResponse<Stream<String>> stream = follow("/v1/runs/" + run + "/logs/stream", "x-api-key", text(key));
        CompletableFuture<List<String>> all = read(stream);

        revoke(key);

        assertThat(all.get(SOON.toSeconds(), TimeUnit.SECONDS)).allMatch(line -> !line.startsWith("event:"));
    }

    @Test
    void aLogIsNotFollowedWithAnEndedSession() throws Exception {
        String run = Server.submit(lane);
        SignedIn person = SignedIn.admin();
        HttpResponse<Stream<String>> stream =
                follow("/v1/runs/" + run + "/logs/stream", "Cookie", SignedIn.SESSION + "=" + person.session());
        CompletableFuture<List<String>> all = read(stream);

        person.call().post("/auth/logout").then().statusCode(204);

        assertThat(all.get(SOON.toSeconds(), TimeUnit.SECONDS)).isNotEmpty();
    }

    @Test
    void aRevokedRunnerIsGivenNothingAnyMore() throws Exception {
        Response key = key("runner");
        String runner = register(key);
        CompletableFuture<HttpResponse<String>> poll =
                call("/api/runners/tasks/pending?wait=60&runnerId=" + runner, "x-api-key", text(key));
        HttpResponse<Stream<String>> commands = follow("/api/runners/" + runner + "/commands", "x-api-key", text(key));
        CompletableFuture<List<String>> told = read(commands);

        revoke(key);

        assertThat(poll.get(SOON.toSeconds(), TimeUnit.SECONDS).statusCode()).isEqualTo(401);
        told.get(SOON.toSeconds(), TimeUnit.SECONDS);
        String run = Server.submit(lane);
        assertThat(Server.run(run).getString("status")).isEqualTo("queued");
    }

    @Test
    void whoWaitsForARunWithARevokedKeyIsRefused() throws Exception {
        String run = Server.submit(lane);
        Response key = key("viewer");
        for (String path : List.of("/v1/runs/" + run, "/external/integration/cicd/runs/" + run)) {
            String etag = Server.admin().get(path).header("ETag");
            assertThat(call(path + "?wait=0", "x-api-key", text(key)).get().statusCode())
                    .isEqualTo(200);
            assertThat(waiting(path, etag, text(key)).isDone()).isFalse();
        }
        List<CompletableFuture<HttpResponse<String>>> calls = Stream.of(
                        "/v1/runs/" + run, "/external/integration/cicd/runs/" + run)
                .map(path -> waiting(path, Server.admin().get(path).header("ETag"), text(key)))
                .toList();

        revoke(key);

        for (CompletableFuture<HttpResponse<String>> call : calls) {
            assertThat(call.get(SOON.toSeconds(), TimeUnit.SECONDS).statusCode())
                    .isEqualTo(401);
        }
    }

    private CompletableFuture<HttpResponse<String>> waiting(String path, String etag, String key) {
        return client.sendAsync(
                request(path + "?wait=60", "x-api-key", key)
                        .header("If-None-Match", etag)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static Response key(String role) {
        return Settings.create(Map.of("name", "standing", "role", role));
    }

    private static String text(Response key) {
        return key.path("plaintext");
    }

    private static void revoke(Response key) {
        Settings.admin()
                .delete("/api/settings/apikeys/" + key.path("key.id"))
                .then()
                .statusCode(204);
    }

    private String register(Response key) {
        String id = "runner-" + lane;
        Settings.key(text(key))
                .header("x-runner-id", id)
                .header("x-runner-tags", lane)
                .post("/api/runners/register")
                .then()
                .statusCode(200);
        return id;
    }

    /// A stream that has begun.
    private HttpResponse<Stream<String>> follow(String path, String header, String value) throws Exception {
        HttpResponse<Stream<String>> response =
                client.send(request(path, header, value).build(), HttpResponse.BodyHandlers.ofLines());
        assertThat(response.statusCode()).isEqualTo(200);
        return response;
    }

    private static CompletableFuture<List<String>> read(HttpResponse<Stream<String>> stream) {
        CompletableFuture<List<String>> all =
                CompletableFuture.supplyAsync(() -> stream.body().toList(), Thread::startVirtualThread);
        Awaitility.await().pollDelay(Duration.ZERO).until(() -> !all.isDone());
        return all;
    }

    private CompletableFuture<HttpResponse<String>> call(String path, String header, String value) {
        return client.sendAsync(request(path, header, value).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String path, String header, String value) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + RestAssured.port + path))
                .header(header, value);
    }
}
