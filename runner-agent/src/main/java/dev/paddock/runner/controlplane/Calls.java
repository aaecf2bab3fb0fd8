package dev.paddock.runner.controlplane;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.paddock.model.problem.Problem;
import dev.paddock.model.wire.Data;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// One HTTP call and what its answer means; knows nothing of what is called.
final class Calls {

    private static final Logger LOG = Logger.getLogger(Calls.class);
    private static final Duration SILENCE_LOOK = Duration.ofSeconds(1);
    private static final int OK = 200;

    private final HttpClient http;
    private final String base;
    private volatile String key;
    private final ObjectMapper json;
    private final BootClock clock;

    Calls(Server server, ObjectMapper json, BootClock clock) {
        this.http = server.http();
        this.base = server.url().toString().replaceAll("/+$", "");
        this.key = server.key();
        this.json = json;
        this.clock = clock;
    }

    /// Calls show `other` from now on.
    void use(String other) {
        key = other;
    }

    /// A call to be made.
    ///
    /// @param path under the control plane's address, with its query
    /// @param headers stand above those that every call has
    /// @param body null = none
    /// @param reply the type inside `{"data": …}`
    record Call(
            String method,
            String path,
            Map<String, String> headers,
            @Nullable Object body,
            JavaType reply,
            Duration timeout) {}

    /// Makes the call once.
    <T> Reply<T> once(Call call) throws InterruptedException {
        long startedAt = clock.millis();
        try {
            HttpResponse<byte[]> response = exchange(request(call), call.timeout());
            return judge(call, response.statusCode(), response.body(), startedAt);
        } catch (TimeoutException e) {
            return new Reply.Away<>("no answer within " + call.timeout().toMillis() + " ms from " + base);
        } catch (IOException e) {
            return new Reply.Away<>("no connection to " + base + " (" + sentence(e) + ")");
        }
    }

    /// Reads a stream of server-sent events until it ends, or until nothing was heard for `silence`: [Reply.Ok] with
    /// how
    /// it ended if anything was heard at all.
    ///
    /// @param events gets the data of each event, on another thread
    Reply<String> listen(String path, Duration silence, Consumer<String> events) throws InterruptedException {
        Call call = new Call("GET", path, Map.of("accept", "text/event-stream"), null, type(String.class), silence);
        EventLines lines = new EventLines(clock, events);
        long startedAt = clock.millis();
        var exchange = http.sendAsync(
                request(call),
                answer -> answer.statusCode() == OK
                        ? BodySubscribers.mapping(BodySubscribers.fromLineSubscriber(lines), end -> new byte[0])
                        : BodySubscribers.ofByteArray());
        try {
            HttpResponse<byte[]> response = null;
            while (response == null && lines.silence() < silence.toMillis()) {
                response = within(exchange, SILENCE_LOOK);
            }
            if (response != null && response.statusCode() != OK) {
                return judge(call, response.statusCode(), response.body(), startedAt);
            }
            return ended(lines, response == null ? "it fell silent" : "the server ended it", startedAt);
        } catch (IOException e) {
            return ended(lines, "the connection to " + base + " broke (" + sentence(e) + ")", startedAt);
        } finally {
            exchange.cancel(true);
        }
    }

    private static Reply<String> ended(EventLines lines, String how, long startedAt) {
        return lines.wasHeard() ? new Reply.Ok<>(how, startedAt) : new Reply.Away<>(how);
    }

    private static @Nullable HttpResponse<byte[]> within(
            CompletableFuture<HttpResponse<byte[]>> exchange, Duration patience)
            throws IOException, InterruptedException {
        try {
            return exchange.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return null;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        }
    }

    JavaType type(Class<?> type) {
        return json.constructType(type);
    }

    JavaType listOf(Class<?> type) {
        return json.getTypeFactory().constructCollectionType(List.class, type);
    }

    /// One part of an answer; empty, and said in the log, when it is not what it should be.
    <T> Optional<T> read(JsonNode part, Class<T> type) {
        try {
            return Optional.of(json.treeToValue(part, type));
        } catch (JsonProcessingException e) {
            LOG.errorf(
                    "%s %s cannot be read and is left out; update this agent: %s",
                    type.getSimpleName(), part.path("id").asText("without an id"), e.getOriginalMessage());
            return Optional.empty();
        }
    }

    /// An event; empty, and said in the log, when it is not what it should be.
    <T> Optional<T> read(String text, Class<T> type) {
        try {
            return Optional.of(json.readValue(text, type));
        } catch (JsonProcessingException e) {
            LOG.errorf(
                    "%s cannot be read and is left out; update this agent: %s",
                    type.getSimpleName(), e.getOriginalMessage());
            return Optional.empty();
        }
    }

    private HttpRequest request(Call call) {
        Object content = call.body();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + call.path()))
                .method(
                        call.method(),
                        content == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(bytes(content)))
                .header("x-api-key", key);
        if (content != null) {
            request.header("content-type", "application/json");
        }
        call.headers().forEach(request::setHeader);
        if (!call.headers().containsKey("accept")) {
            request.header("accept", "application/json");
        }
        return request.build();
    }

    private byte[] bytes(Object content) {
        try {
            return json.writeValueAsBytes(content);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not fit for JSON", e);
        }
    }

    /// The client's own timeout ends with the answer's headers; this one covers its last byte.
    private HttpResponse<byte[]> exchange(HttpRequest request, Duration timeout)
            throws IOException, InterruptedException, TimeoutException {
        var exchange = http.sendAsync(request, BodyHandlers.ofByteArray());
        try {
            HttpResponse<byte[]> response = within(exchange, timeout);
            if (response == null) {
                throw new TimeoutException();
            }
            return response;
        } finally {
            exchange.cancel(true);
        }
    }

    private <T> Reply<T> judge(Call call, int status, byte[] body, long startedAt) throws IOException {
        if (status >= 200 && status < 300) {
            try {
                JavaType data = json.getTypeFactory().constructParametricType(Data.class, call.reply());
                return new Reply.Ok<>(json.<Data<T>>readValue(body, data).data(), startedAt);
            } catch (JsonProcessingException e) {
                return new Reply.Away<>("the answer to " + call.method() + " " + call.path() + " cannot be read ("
                        + e.getOriginalMessage() + ")");
            }
        }
        Problem problem = problem(call, status, body);
        // 408 and 429 ask for the same call later, as every 5xx does.
        return status >= 500 || status == 408 || status == 429
                ? new Reply.Away<>(base + " answered " + status + ": " + problem.detail())
                : new Reply.Refused<>(status, problem);
    }

    private Problem problem(Call call, int status, byte[] body) throws IOException {
        try {
            Problem problem = json.readValue(body, Problem.class);
            if (problem.code() != null && problem.detail() != null) {
                return problem;
            }
        } catch (JsonProcessingException e) {
            // Not ours: a proxy's page. What it says is of no use here.
        }
        String detail = call.method() + " " + call.path() + " was answered with status " + status;
        return new Problem(
                "about:blank", "", status, detail, call.path(), "unknown", null, detail, List.of(), Map.of());
    }

    private static String sentence(IOException e) {
        return e.getMessage() == null || e.getMessage().isBlank() ? e.getClass().getSimpleName() : e.getMessage();
    }
}
