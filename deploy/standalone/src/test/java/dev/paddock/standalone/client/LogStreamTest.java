package dev.paddock.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.model.run.RunId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// A log is followed to its end whatever happens to the connections.
class LogStreamTest {

    private static final RunId RUN = new RunId("run_01JAF3ZK8Q0000000000000000");
    private static final String END = "id: c3\nevent: end\ndata: {\"status\": \"success\"}\n\n";

    private final List<String> lines = new ArrayList<>();

    @Test
    void aBrokenConnectionGoesOnBehindTheLastLine() throws Exception {
        try (var server = new ScriptedServer(
                stream(": ping\n\n" + line(1) + line(2) + "id: c3\nevent: log\ndata: cut off"),
                ScriptedServer.reply(503, "{}"),
                stream(line(3) + END))) {
            follow(server, Duration.ofSeconds(30));

            assertThat(lines).containsExactly("{\"n\": 1}", "{\"n\": 2}", "{\"n\": 3}");
            assertThat(server.headers("Last-Event-ID")).containsExactly("null", "c2", "c2");
        }
    }

    @Test
    void aSilentConnectionIsLeft() throws Exception {
        var over = new CountDownLatch(1);
        ScriptedServer.Turn silent = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(line(1).getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            over.await();
        };
        try (var server = new ScriptedServer(silent, stream(line(2) + END))) {
            follow(server, Duration.ofMillis(300));

            assertThat(lines).containsExactly("{\"n\": 1}", "{\"n\": 2}");
            assertThat(server.headers("Last-Event-ID")).containsExactly("null", "c1");
        } finally {
            over.countDown();
        }
    }

    @Test
    void aRunThatIsNotThereIsNotWaitedFor() throws Exception {
        try (var server = new ScriptedServer(ScriptedServer.reply(404, "{\"detail\": \"There is no run.\"}"))) {
            assertThatThrownBy(() -> follow(server, Duration.ofSeconds(30)))
                    .isInstanceOf(Refused.class)
                    .hasMessage("There is no run.");
        }
    }

    @Test
    void aControlPlaneThatStaysAwayIsGivenUp() throws Exception {
        var server = new ScriptedServer(stream(line(1)));
        try (var connection = server.connection()) {
            var patience = Patience.endless(Duration.ofMillis(500));
            var stream = new LogStream(connection, RUN, patience, Duration.ofSeconds(30));

            assertThatThrownBy(() -> stream.toTheEnd(entry -> {
                        lines.add(entry);
                        server.close();
                    }))
                    .isInstanceOf(NoAnswer.class);
            assertThat(lines).containsExactly("{\"n\": 1}");
        }
    }

    private void follow(ScriptedServer server, Duration silence) throws Exception {
        try (var connection = server.connection()) {
            new LogStream(connection, RUN, Patience.endless(), silence).toTheEnd(lines::add);
        }
    }

    private static String line(int number) {
        return "id: c%d\nevent: log\ndata: {\"n\": %d}\n\n".formatted(number, number);
    }

    private static ScriptedServer.Turn stream(String text) {
        return ScriptedServer.reply(200, text, "Content-Type", "text/event-stream");
    }
}
