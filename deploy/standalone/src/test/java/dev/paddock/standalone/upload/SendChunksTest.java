package dev.paddock.standalone.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.paddock.standalone.client.Access;
import dev.paddock.standalone.client.Connection;
import dev.paddock.standalone.client.Refused;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which chunks are sent when something has been sent before, or breaks off. Over real HTTP, to a server that keeps
/// what it is sent.
class SendChunksTest {

    private static final Target TARGET = new Target("staging", "shop", "b1");
    private static final String UPLOAD = "/api/environments/staging/projects/shop/uploads/u1";
    private static final String GET = "GET " + UPLOAD;
    private static final String PUT = "PUT " + UPLOAD;
    private static final String COMPLETE = "POST " + UPLOAD + "/complete";

    @TempDir
    Path folder;

    private final Map<Integer, byte[]> chunks = new ConcurrentSkipListMap<>();
    private final Map<Integer, Integer> calls = new ConcurrentHashMap<>();
    private final AtomicInteger completed = new AtomicInteger();
    private HttpServer server;
    private ResultArchive archive;
    private boolean begun;
    private String name = "";
    private String begin = "";
    private Set<Integer> breaking = Set.of();

    @BeforeEach
    void start() throws IOException {
        byte[] noise = new byte[70 << 20];
        new Random(1).nextBytes(noise);
        Files.write(folder.resolve("attachment.bin"), noise);
        archive = ResultArchive.of(ResultFolder.of(folder), ResultArchive.MOST);
        name = "b1-" + archive.mark() + ".zip";
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() throws IOException {
        server.stop(0);
        archive.close();
    }

    private void answer(HttpExchange call) throws IOException {
        try (call) {
            String path = call.getRequestURI().getPath();
            byte[] body = call.getRequestBody().readAllBytes();
            switch (call.getRequestMethod() + " " + path) {
                case "POST /api/environments/staging/projects/shop/uploads" -> {
                    begin = new String(body, StandardCharsets.UTF_8);
                    reply(
                            call,
                            begun ? 409 : 201,
                            begun ? "{\"code\": \"build_exists\", \"detail\": \"There.\"}" : "{\"uploadId\": \"u1\"}");
                }
                case "GET /api/uploads" ->
                    reply(call, 200, "[" + session("u0", 1) + (begun ? "," + session("u1", archive.size()) : "") + "]");
                case GET -> reply(call, 200, "{\"missing\": " + missing() + "}");
                case PUT -> put(call, body);
                case COMPLETE -> {
                    completed.incrementAndGet();
                    reply(call, 202, "{\"status\": \"assembled\"}");
                }
                default -> reply(call, 404, "{\"detail\": \"There is none.\"}");
            }
        }
    }

    private String session(String id, long size) {
        return """
                {"uploadId": "%s", "phase": "uploading", "envId": "staging", "projectId": "shop", "buildId": "b1",
                "fileName": "%s", "totalSize": %d, "totalChunks": 5}""".formatted(id, name, size);
    }

    private List<Integer> missing() {
        return IntStream.range(0, 5)
                .filter(nth -> !chunks.containsKey(nth))
                .boxed()
                .toList();
    }

    private void put(HttpExchange call, byte[] body) throws IOException {
        int index = Integer.parseInt(call.getRequestHeaders().getFirst("X-Chunk-Index"));
        assertThat(call.getRequestHeaders().getFirst("X-Total-Chunks")).isEqualTo("5");
        if (calls.merge(index, 1, Integer::sum) == 1 && breaking.contains(index)) {
            // Closed without an answer.
            return;
        }
        chunks.put(index, body);
        reply(call, 200, "{\"chunkIndex\": " + index + "}");
    }

    private static void reply(HttpExchange call, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        call.sendResponseHeaders(status, bytes.length);
        call.getResponseBody().write(bytes);
    }

    private String send() throws Exception {
        return send(TARGET);
    }

    private String send(Target target) throws Exception {
        try (var connection = new Connection(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()), new Access.Nobody())) {
            return new SendChunks(connection).send(target, archive);
        }
    }

    private byte[] packed() throws IOException {
        return archive.open(0, archive.size()).readAllBytes();
    }

    private void theWholeIsThere() throws IOException {
        var whole = new ByteArrayOutputStream();
        new TreeMap<>(chunks).values().forEach(whole::writeBytes);
        assertThat(whole.toByteArray()).isEqualTo(packed());
        assertThat(completed).hasValue(1);
    }

    @Test
    void allAreSentAndPutTogether() throws Exception {
        assertThat(send()).isEqualTo("u1");

        assertThat(begin).contains("\"buildId\":\"b1\"", "\"totalChunks\":5", "\"totalSize\":" + archive.size());
        assertThat(calls).containsOnlyKeys(0, 1, 2, 3, 4);
        theWholeIsThere();
    }

    @Test
    void whatAnEarlierCommandHasSentIsNotSentAgain() throws Exception {
        begun = true;
        byte[] whole = packed();
        for (int index : new int[] {0, 2}) {
            chunks.put(index, Arrays.copyOfRange(whole, index << 24, (index + 1) << 24));
        }

        assertThat(send()).isEqualTo("u1");

        assertThat(begin).isEmpty();
        assertThat(calls).containsOnlyKeys(1, 3, 4);
        theWholeIsThere();
    }

    @Test
    void aChunkWhoseConnectionBreaksIsSentAgain() throws Exception {
        breaking = Set.of(1, 3);

        send();

        assertThat(calls).containsEntry(1, 2).containsEntry(3, 2).containsEntry(0, 1);
        theWholeIsThere();
    }

    /// Put together, they would be no archive.
    @Test
    void whatWasSentOfAnotherArchiveOfTheSameSizeIsNotGoneOnWith() {
        begun = true;
        name = "b1-0123456789abcdef.zip";

        assertThatThrownBy(this::send).isInstanceOf(Refused.class).hasMessage("There.");
        assertThat(begin).contains("\"fileName\":\"b1-").doesNotContain(name);
        assertThat(calls).isEmpty();
    }

    @Test
    void aBuildThatSomethingElseIsSentForIsRefused() {
        begun = true;

        assertThatThrownBy(() -> send(new Target("staging", "shop", "b2")))
                .isInstanceOf(Refused.class)
                .hasMessage("There.");
        assertThat(calls).isEmpty();
    }
}
