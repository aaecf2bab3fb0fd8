package dev.paddock.proving.drill.load;

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
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The API as any client calls it. An answer that no client should ever get is told to `complaints`: a server in
/// trouble says 503, and when to come back.
public final class Api implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(15);
    private static final int UNAVAILABLE = 503;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();
    private final ApiKey key;
    private final Consumer<String> complaints;

    public Api(ApiKey key, Consumer<String> complaints) {
        this.key = key;
        this.complaints = complaints;
    }

    /// An answer.
    public record Answer(int status, JsonNode body) {

        public boolean isOk() {
            return status / 100 == 2;
        }

        /// A member of the body; empty when it is not there.
        public String text(String member) {
            return body.path(member).asText();
        }
    }

    /// Throws [IOException] when nobody answers.
    public Answer get(URI server, String path) throws IOException, InterruptedException {
        return send(request(server, path).GET());
    }

    /// @param idempotencyKey none when null
    public Answer post(URI server, String path, Map<String, ?> body, @Nullable String idempotencyKey)
            throws IOException, InterruptedException {
        var request = request(server, path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(JSON.writeValueAsString(body)));
        if (idempotencyKey != null) {
            request.header("Idempotency-Key", idempotencyKey);
        }
        return send(request);
    }

    private HttpRequest.Builder request(URI server, String path) {
        return HttpRequest.newBuilder(server.resolve(path))
                .timeout(ANSWER)
                .header("Accept", "application/json")
                .header("Authorization", "Bearer " + key.text());
    }

    private Answer send(HttpRequest.Builder builder) throws IOException, InterruptedException {
        HttpRequest request = builder.build();
        HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
        int status = response.statusCode();
        if (status >= 500
                && (status != UNAVAILABLE
                        || response.headers().firstValue("Retry-After").isEmpty())) {
            complaints.accept("%s %s was answered with %d%s: %s"
                    .formatted(
                            request.method(),
                            request.uri().getPath(),
                            status,
                            status == UNAVAILABLE ? " without Retry-After" : "",
                            response.body()));
        }
        return new Answer(status, read(response.body()));
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
