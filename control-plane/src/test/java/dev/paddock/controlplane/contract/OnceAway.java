package dev.paddock.controlplane.contract;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/// Passes calls on to the server, but answers the first one below a path with 503, as what stands before servers does
/// while they restart.
final class OnceAway implements AutoCloseable {

    private static final byte[] AWAY = "{\"status\":503,\"error\":\"away\"}".getBytes(StandardCharsets.UTF_8);
    private static final List<String> PASSED_ON =
            List.of("Authorization", "Content-Type", "Idempotency-Key", "If-None-Match");

    private final AtomicBoolean away = new AtomicBoolean();
    private final HttpClient http = HttpClient.newHttpClient();
    private final HttpServer server;
    private final int behind;
    private final String path;

    OnceAway(int behind, String path) throws IOException {
        this.behind = behind;
        this.path = path;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    boolean wasAway() {
        return away.get();
    }

    private void answer(HttpExchange call) throws IOException {
        try (call) {
            if (call.getRequestURI().getPath().startsWith(path) && away.compareAndSet(false, true)) {
                call.getResponseHeaders().set("Retry-After", "1");
                send(call, 503, AWAY);
                return;
            }
            HttpResponse<byte[]> reply = http.send(passedOn(call), BodyHandlers.ofByteArray());
            reply.headers()
                    .firstValue("ETag")
                    .ifPresent(tag -> call.getResponseHeaders().set("ETag", tag));
            send(call, reply.statusCode(), reply.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpRequest passedOn(HttpExchange call) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + behind + call.getRequestURI()))
                .method(
                        call.getRequestMethod(),
                        BodyPublishers.ofByteArray(call.getRequestBody().readAllBytes()));
        PASSED_ON.forEach(name ->
                call.getRequestHeaders().getOrDefault(name, List.of()).forEach(value -> request.header(name, value)));
        return request.build();
    }

    private static void send(HttpExchange call, int status, byte[] body) throws IOException {
        call.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        call.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
        http.close();
    }
}
