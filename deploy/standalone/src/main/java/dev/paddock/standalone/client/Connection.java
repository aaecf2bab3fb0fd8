package dev.paddock.standalone.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.paddock.standalone.CouldNotRun;
import dev.paddock.standalone.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Calls of one control plane by one caller. Each throws [Refused] when the answer is no, [NoAnswer] when there is
/// none, and [CouldNotRun] when whoever answers is no control plane.
public final class Connection implements AutoCloseable {

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    /// 50 MiB at 100 KiB/s, and what the server then does with them.
    private static final Duration TRANSFER = Duration.ofMinutes(10);
    private static final int NOT_MODIFIED = 304;
    private static final int UNAUTHORIZED = 401;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();
    private final URI server;
    private final Access access;

    /// @param server its address without a slash at the end
    public Connection(URI server, Access access) {
        this.server = server;
        this.access = access;
    }

    /// What came back.
    ///
    /// @param body empty when there is none
    public record Answer(int status, HttpHeaders headers, String body) {

        /// Whether what was asked for is as the caller knows it.
        public boolean isUnchanged() {
            return status == NOT_MODIFIED;
        }
    }

    public URI server() {
        return server;
    }

    /// The JSON at `path`.
    public String get(String path) throws IOException, InterruptedException {
        return send(request(path).GET()).body();
    }

    /// What is at `path`, or that it is still in the state `tag` when `wait` is over. Null knows no state and is
    /// answered at once.
    ///
    /// @param wait whole seconds count
    public Answer get(String path, @Nullable String tag, Duration wait) throws IOException, InterruptedException {
        var request = request(path + (path.contains("?") ? "&" : "?") + "wait=" + wait.toSeconds())
                .timeout(ANSWER.plus(wait));
        return send((tag == null ? request : request.header("If-None-Match", tag)).GET());
    }

    /// Sends `body` as JSON; an empty one when it is null.
    public Answer post(String path, @Nullable Object body) throws IOException, InterruptedException {
        String json = body == null ? "{}" : Json.line(body);
        return send(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
    }

    /// Sends bytes as they are, for which there is more time than for other calls.
    ///
    /// @param verb `POST` or `PUT`
    public Answer send(String verb, String path, Map<String, String> headers, HttpRequest.BodyPublisher bytes)
            throws IOException, InterruptedException {
        var request = request(path).timeout(TRANSFER).method(verb, bytes);
        headers.forEach(request::setHeader);
        return send(request);
    }

    /// Sends `json` under an idempotency key: the control plane carries it out once, however often it is sent.
    public Answer post(String path, byte[] json, String key) throws IOException, InterruptedException {
        return send(request(path)
                .timeout(TRANSFER)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofByteArray(json)));
    }

    /// Sends the bytes of a file.
    public Answer put(String path, Path file, String type) throws IOException, InterruptedException {
        return send(request(path).timeout(TRANSFER).header("Content-Type", type).PUT(BodyPublishers.ofFile(file)));
    }

    public Answer delete(String path) throws IOException, InterruptedException {
        return send(request(path).DELETE());
    }

    /// A stream of server-sent events, which the caller closes.
    ///
    /// @param last the id of the last event that the caller has; null for all
    InputStream open(String path, @Nullable String last) throws IOException, InterruptedException {
        var request = request(path).setHeader("Accept", "text/event-stream");
        if (last != null) {
            request.header("Last-Event-ID", last);
        }
        var response = attempt(request, BodyHandlers.ofInputStream());
        if (response.statusCode() == 200) {
            return response.body();
        }
        try (var body = response.body()) {
            var text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
            throw refusal(new Answer(response.statusCode(), response.headers(), text));
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(URI.create(server + path))
                .timeout(ANSWER)
                .setHeader("Accept", "application/json, application/problem+json");
        access.show(request);
        return request;
    }

    private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        var response = attempt(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
        var answer = new Answer(response.statusCode(), response.headers(), response.body());
        if (answer.isUnchanged()) {
            return answer;
        }
        if (answer.status() / 100 != 2) {
            throw refusal(answer);
        }
        if (!answer.body().isEmpty() && !isJson(answer.body())) {
            throw noControlPlane("HTTP status " + answer.status() + ", which is not JSON");
        }
        return answer;
    }

    private <T> HttpResponse<T> attempt(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler)
            throws IOException, InterruptedException {
        try {
            return http.send(request.build(), handler);
        } catch (IOException e) {
            throw NoAnswer.of(server, e);
        }
    }

    private RuntimeException refusal(Answer answer) {
        if (answer.status() / 100 == 3) {
            String place = answer.headers().firstValue("Location").orElse("another place");
            return noControlPlane("a redirection to " + place);
        }
        var refused = Refused.of(answer.status(), answer.headers(), answer.body());
        if (refused.status() == UNAUTHORIZED && access instanceof Access.Session) {
            // A person who has a key, too, or a new stack at an old address, does not know which of them was shown.
            return refused.with(
                    "It is the one that ./paddock login kept for %s, and ./paddock logout --server %s forgets it."
                            .formatted(server, server));
        }
        boolean explained = isJson(answer.body());
        if (explained || refused.isPassing() || refused.isNotAllowed() || refused.status() >= 500) {
            return refused;
        }
        return noControlPlane("HTTP status " + answer.status());
    }

    private CouldNotRun noControlPlane(String answer) {
        return new CouldNotRun("%s answers with %s and is no Paddock server; check --server or PADDOCK_URL."
                .formatted(server, answer));
    }

    private static boolean isJson(String text) {
        try {
            return Json.tree(text).isContainerNode();
        } catch (JsonProcessingException e) {
            return false;
        }
    }
}
