package dev.paddock.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A client of server-sent events, as a browser reads them.
final class EventReader implements AutoCloseable {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final HttpResponse<Stream<String>> response;
    private final Thread thread;
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final List<String> comments = new CopyOnWriteArrayList<>();

    record Event(String id, String name, String data) {}

    /// Opens `path`, going on after the event `last`.
    EventReader(String path, @Nullable String last) throws Exception {
        this(path, RealServices.ADMIN_KEY, last);
    }

    /// The same, with another key than the administrator's.
    EventReader(String path, String key, @Nullable String last) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + OtherReplica.port() + path))
                .header("Authorization", "Bearer " + key)
                .header("Accept", "text/event-stream");
        if (last != null) {
            request.header("Last-Event-ID", last);
        }
        response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofLines());
        assertThat(response.statusCode()).isEqualTo(200);
        thread = Thread.startVirtualThread(this::read);
    }

    HttpHeaders headers() {
        return response.headers();
    }

    List<Event> events() {
        return events;
    }

    List<String> comments() {
        return comments;
    }

    /// Waits for the stream's end; returns what came.
    List<Event> toTheEnd() throws InterruptedException {
        thread.join();
        return events;
    }

    private void read() {
        List<String> block = new ArrayList<>();
        try (Stream<String> lines = response.body()) {
            lines.forEach(line -> {
                if (!line.isEmpty()) {
                    block.add(line);
                    return;
                }
                if (block.getFirst().startsWith(":")) {
                    comments.add(block.getFirst());
                } else {
                    events.add(new Event(field(block, "id"), field(block, "event"), field(block, "data")));
                }
                block.clear();
            });
        } catch (java.io.UncheckedIOException e) {
            // The test has hung up.
            block.clear();
        }
    }

    private static String field(List<String> block, String name) {
        return block.stream()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("");
    }

    @Override
    public void close() throws IOException {
        response.body().close();
    }
}
