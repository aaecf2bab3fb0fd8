package dev.paddock.standalone.upload;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.paddock.standalone.client.Access;
import dev.paddock.standalone.client.Connection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is sent again when the first call is not heard to its end. Over real HTTP.
class SendWholeTest {

    private static final Target TARGET = new Target("staging", "shop", "b1");

    @TempDir
    Path folder;

    private final Queue<String> keys = new ConcurrentLinkedQueue<>();
    private final AtomicInteger calls = new AtomicInteger();
    private HttpServer server;
    private ResultArchive archive;
    private byte[] taken = {};

    @BeforeEach
    void start() throws IOException {
        byte[] noise = new byte[4 << 20];
        new Random(1).nextBytes(noise);
        Files.write(folder.resolve("attachment.bin"), noise);
        archive = ResultArchive.of(ResultFolder.of(folder), ResultArchive.MOST);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/environments/staging/projects/shop/results", this::answer);
        server.start();
    }

    @AfterEach
    void stop() throws IOException {
        server.stop(0);
        archive.close();
    }

    /// The first connection breaks in the middle of the body; the second call comes before the first is
    /// over.
    private void answer(HttpExchange call) throws IOException {
        try (call) {
            keys.add(call.getRequestHeaders().getFirst("Idempotency-Key"));
            switch (calls.incrementAndGet()) {
                case 1 -> call.getRequestBody().readNBytes(1 << 20);
                case 2 -> {
                    call.getRequestBody().readAllBytes();
                    call.getResponseHeaders().set("Retry-After", "1");
                    reply(call, 409, "{\"code\": \"idempotency_in_flight\", \"detail\": \"In work.\"}");
                }
                default -> {
                    taken = call.getRequestBody().readAllBytes();
                    reply(call, 202, "{\"status\": \"received\", \"uploadId\": \"u1\"}");
                }
            }
        }
    }

    private static void reply(HttpExchange call, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        call.sendResponseHeaders(status, bytes.length);
        call.getResponseBody().write(bytes);
    }

    @Test
    void whatBrokeOffIsSentAgainUnderTheSameKey() throws Exception {
        try (var connection = new Connection(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()), new Access.Nobody())) {
            assertThat(new SendWhole(connection).send(TARGET, archive)).isEqualTo("u1");
        }

        assertThat(taken).isEqualTo(archive.open(0, archive.size()).readAllBytes());
        assertThat(keys).hasSize(3);
        assertThat(keys.stream().distinct()).hasSize(1);
    }
}
