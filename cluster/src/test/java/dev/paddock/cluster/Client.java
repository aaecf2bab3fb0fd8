package dev.paddock.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.paddock.standalone.credentials.ApiKey;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A client that repeats a call when `Retry-After` says so, and one that got no answer; nothing else. All its calls
/// may be repeated.
final class Client implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    /// Above what a control plane that stands still takes in these tests.
    private static final Duration ANSWER = Duration.ofSeconds(40);

    private static final Duration AFTER_BREAK = Duration.ofMillis(250);
    private static final int CONFLICT = 409;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final URI server;
    private final ApiKey key;
    private final Answers answers;

    Client(URI server, ApiKey key, Answers answers) {
        this.server = server;
        this.key = key;
        this.answers = answers;
    }

    /// An answer for good.
    record Answer(int status, JsonNode body) {

        String text(String member) {
            return body.path(member).asText();
        }
    }

    Answer get(String path) throws InterruptedException {
        return call(request(path).GET(), List.of());
    }

    /// Makes something, once however often it is sent.
    Answer make(String path, Map<String, ?> body, String idempotencyKey) throws InterruptedException {
        return call(
                request(path)
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", idempotencyKey)
                        .POST(BodyPublishers.ofString(text(body))),
                List.of());
    }

    /// Uploads a zip; 409 when an earlier try that got no answer has the build.
    Answer upload(String path, byte[] zip, String idempotencyKey) throws InterruptedException {
        return call(
                request(path)
                        .header("Content-Type", "application/zip")
                        .header("Idempotency-Key", idempotencyKey)
                        .POST(BodyPublishers.ofByteArray(zip)),
                List.of(CONFLICT));
    }

    /// Cancels a run; 409 when it had ended.
    Answer cancel(String run) throws InterruptedException {
        return call(
                request("/v1/runs/" + run + "/cancel")
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", "cancel-" + run)
                        .POST(BodyPublishers.ofString("{}")),
                List.of(CONFLICT));
    }

    /// Has a runner drain, or brings it back.
    void drain(String runner, boolean wanted) throws InterruptedException {
        var request = request("/api/runners/" + runner + "/drain");
        call(wanted ? request.POST(BodyPublishers.noBody()) : request.DELETE(), List.of());
    }

    private Answer call(HttpRequest.Builder builder, List<Integer> expected) throws InterruptedException {
        HttpRequest request = builder.build();
        String name = request.method() + " " + request.uri().getPath();
        while (true) {
            long begun = System.nanoTime();
            try {
                HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
                Optional<Duration> again = comesAgain(response);
                answers.take(
                        name,
                        response.statusCode(),
                        again.isPresent(),
                        again.isPresent() ? List.of(CONFLICT) : expected,
                        response.body());
                if (again.isEmpty()) {
                    return new Answer(response.statusCode(), read(response.body()));
                }
                Thread.sleep(again.get());
            } catch (IOException e) {
                answers.broken(name, Duration.ofNanos(System.nanoTime() - begun), e);
                Thread.sleep(AFTER_BREAK);
            }
        }
    }

    /// When the call may be made again: 503, or 409 while the first call with the same key is at work.
    private static Optional<Duration> comesAgain(HttpResponse<?> response) {
        return List.of(503, CONFLICT).contains(response.statusCode())
                ? response.headers()
                        .firstValue("Retry-After")
                        .filter(text -> text.matches("[0-9]{1,3}"))
                        .map(Long::valueOf)
                        .map(Duration::ofSeconds)
                : Optional.empty();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.resolve(path))
                .timeout(ANSWER)
                .header("Accept", "application/json")
                .header("Authorization", "Bearer " + key.text());
    }

    private static String text(Map<String, ?> body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + body, e);
        }
    }

    private static JsonNode read(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return JSON.createObjectNode();
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
