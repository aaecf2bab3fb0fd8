package dev.paddock.controlplane;

import io.restassured.path.json.JsonPath;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/// A runner's stream of commands, read as any client of server-sent events would.
public final class CommandStreamClient implements AutoCloseable {

    private final HttpClient http = HttpClient.newHttpClient();
    private final HttpResponse<Stream<String>> response;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> end;

    /// Opens the stream of `runner` with `key` at `port`.
    public CommandStreamClient(int port, String runner, String key) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/api/runners/" + runner + "/commands"))
                .header("x-api-key", key)
                .header("accept", "text/event-stream")
                .build();
        response = http.send(request, BodyHandlers.ofLines());
        end = CompletableFuture.runAsync(() -> response.body().forEach(lines::add), Thread::startVirtualThread)
                .exceptionally(aborted -> null);
    }

    int status() {
        return response.statusCode();
    }

    String header(String name) {
        return response.headers().firstValue(name).orElse("");
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    /// The names of the events so far.
    List<String> events() {
        return values("event:");
    }

    List<String> ids() {
        return values("id:");
    }

    /// Every task that was named in a `cancel`.
    List<String> cancelled() {
        return values("data:").stream()
                .map(data -> JsonPath.from(data).<String>getList("taskIds"))
                .flatMap(ids -> Optional.ofNullable(ids).stream())
                .flatMap(List::stream)
                .toList();
    }

    private List<String> values(String field) {
        return lines.stream()
                .filter(line -> line.startsWith(field))
                .map(line -> line.substring(field.length()).strip())
                .toList();
    }

    /// Waits until an event of this name came.
    void await(String event) {
        Awaitility.await(event + " in " + lines).until(() -> events().contains(event));
    }

    /// Waits until the server ended the stream.
    void awaitEnd() {
        Awaitility.await().until(end::isDone);
    }

    boolean isOpen() {
        return !end.isDone();
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
