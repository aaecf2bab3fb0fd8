package dev.paddock.standalone.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.paddock.standalone.CouldNotRun;
import dev.paddock.standalone.client.Access;
import dev.paddock.standalone.client.Connection;
import dev.paddock.standalone.client.Patience;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// How an upload that is followed ends. Over real HTTP, to a server that says what a test wants.
class WatchUploadTest {

    private static final String GENERATING = "{\"phase\": \"generating\"}";

    private final ConcurrentLinkedDeque<String> replies = new ConcurrentLinkedDeque<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/environments/e/projects/p/uploads/u1", call -> {
            // The last one again and again.
            reply(call, String.valueOf(replies.size() > 1 ? replies.poll() : replies.peek()));
        });
        server.createContext(
                "/api/environments/e/projects/p/reports",
                call -> reply(call, "{\"builds\": [{\"buildId\": \"other\"}, {\"buildId\": \"b\", \"passed\": 3}]}"));
        server.start();
    }

    private static void reply(HttpExchange call, String body) throws IOException {
        try (call) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            call.sendResponseHeaders(200, bytes.length);
            call.getResponseBody().write(bytes);
        }
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private Optional<JsonNode> watch(Duration limit, String... phases) throws Exception {
        replies.addAll(List.of(phases));
        try (var connection = new Connection(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()), new Access.Nobody())) {
            return new WatchUpload(connection, new Target("e", "p", "b"), "u1").toTheEnd(Patience.of(limit));
        }
    }

    @Test
    void oneThatIsDoneHasABuild() throws Exception {
        assertThat(watch(Duration.ofSeconds(30), GENERATING, "{\"phase\": \"done\"}"))
                .hasValueSatisfying(
                        build -> assertThat(build.path("passed").asInt()).isEqualTo(3));
    }

    @Test
    void oneThatFailedSaysWhy() {
        assertThatThrownBy(() -> watch(
                        Duration.ofSeconds(30), GENERATING, "{\"phase\": \"failed\", \"error\": \"It is broken.\"}"))
                .isInstanceOf(CouldNotRun.class)
                .hasMessage("The upload of e/p/b failed: It is broken.");
    }

    @Test
    void oneThatTakesTooLongIsLeft() throws Exception {
        assertThat(watch(Duration.ofSeconds(1), GENERATING)).isEmpty();
    }
}
