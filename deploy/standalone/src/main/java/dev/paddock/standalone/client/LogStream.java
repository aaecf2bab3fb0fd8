package dev.paddock.standalone.client;

import dev.paddock.model.run.RunId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Follows the log of a run to its end, over any number of connections: each goes on behind the last event of the one
/// before, so that no line is missing and none comes twice.
public final class LogStream {

    /// The control plane says something every 15 s.
    private static final Duration SILENCE = Duration.ofSeconds(45);

    private final Connection connection;
    private final String path;
    private final Patience patience;
    private final Duration silence;
    private @Nullable String last;
    private boolean ended;

    public LogStream(Connection connection, RunId run) {
        this(connection, run, Patience.endless(), SILENCE);
    }

    LogStream(Connection connection, RunId run, Patience patience, Duration silence) {
        this.connection = connection;
        this.path = "/v1/runs/" + run + "/logs/stream";
        this.patience = patience;
        this.silence = silence;
    }

    /// Gives each entry's JSON to `line`, as it comes, and returns when the run has ended and all was given.
    public void toTheEnd(Consumer<String> line) throws IOException, InterruptedException {
        try (var timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().factory())) {
            while (!ended) {
                try (var stream = connection.open(path, last)) {
                    patience.answered();
                    read(stream, timer, line);
                    if (!ended) {
                        patience.rest(Duration.ofMillis(250));
                    }
                } catch (Refused e) {
                    patience.sitOut(e);
                } catch (NoAnswer e) {
                    patience.sitOut(e);
                }
            }
        }
    }

    /// Reads until the stream ends or breaks, or is silent for too long.
    private void read(InputStream stream, ScheduledExecutorService timer, Consumer<String> line) {
        var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
        var event = new Event();
        try {
            for (String text = next(reader, stream, timer); text != null; text = next(reader, stream, timer)) {
                patience.answered();
                if (event.takes(text)) {
                    dispatch(event, line);
                    event = new Event();
                }
            }
        } catch (IOException e) {
            // Broken: the next connection goes on behind the last event.
        }
    }

    private void dispatch(Event event, Consumer<String> line) {
        if (event.name.equals("log")) {
            line.accept(event.data.toString());
        }
        ended |= event.name.equals("end");
        last = event.id == null ? last : event.id;
    }

    /// The next line; an [IOException] when none comes in time.
    private @Nullable String next(BufferedReader reader, InputStream stream, ScheduledExecutorService timer)
            throws IOException {
        var watch = timer.schedule(() -> close(stream), silence.toMillis(), TimeUnit.MILLISECONDS);
        try {
            return reader.readLine();
        } finally {
            watch.cancel(false);
        }
    }

    private static void close(InputStream stream) {
        try {
            stream.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// One event as it comes in, line by line.
    private static final class Event {

        private @Nullable String id;
        private String name = "";
        private final StringBuilder data = new StringBuilder();

        /// Whether the event is complete with this line.
        boolean takes(String line) {
            if (line.isEmpty()) {
                return true;
            }
            int colon = line.indexOf(':');
            String field = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(colon + 1);
            String text = value.startsWith(" ") ? value.substring(1) : value;
            switch (field) {
                case "id" -> id = text;
                case "event" -> name = text;
                case "data" -> data.append(data.isEmpty() ? "" : "\n").append(text);
                default -> {
                    // A comment, such as a ping, or a field that means nothing here.
                }
            }
            return false;
        }
    }
}
