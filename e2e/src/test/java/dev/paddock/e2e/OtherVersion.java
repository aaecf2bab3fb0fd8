package dev.paddock.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/// Stands between an agent and a control plane and takes from their calls what another version of either would not
/// say, or adds what it would. What is left is real: the agent, the control plane, and the work.
final class OtherVersion implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> OF_THE_CONNECTION =
            Set.of("host", "connection", "content-length", "transfer-encoding", "upgrade", "http2-settings", "expect");

    /// What becomes of what passes by.
    ///
    /// @param unknownCalls the ends of paths that the server does not know: 404
    /// @param droppedHeaders of requests, in lower case
    /// @param requests changes a request's body
    /// @param replies changes a reply's body, whose `data` it gets
    record Changes(
            List<String> unknownCalls,
            Set<String> droppedHeaders,
            Consumer<ObjectNode> requests,
            Consumer<JsonNode> replies) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String of;
    private final Changes changes;

    /// @param of the control plane's port
    OtherVersion(int of, Changes changes) throws IOException {
        this.of = "http://127.0.0.1:" + of;
        this.changes = changes;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::pass);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void pass(HttpExchange call) throws IOException {
        try (call) {
            String path = call.getRequestURI().getPath();
            byte[] body = call.getRequestBody().readAllBytes();
            if (changes.unknownCalls().stream().anyMatch(path::endsWith)) {
                call.sendResponseHeaders(404, -1);
                return;
            }
            HttpResponse<InputStream> reply = client.send(request(call, changed(body)), BodyHandlers.ofInputStream());
            reply.headers().map().forEach((name, values) -> {
                if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT)) && !name.startsWith(":")) {
                    call.getResponseHeaders().put(name, values);
                }
            });
            answer(call, reply);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpRequest request(HttpExchange call, byte[] body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(of + call.getRequestURI()))
                .method(call.getRequestMethod(), BodyPublishers.ofByteArray(body));
        call.getRequestHeaders().forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            // Replies are to be read here.
            boolean stays = !OF_THE_CONNECTION.contains(lower) && !lower.equals("accept-encoding");
            if (stays && !changes.droppedHeaders().contains(lower)) {
                values.forEach(value -> request.header(name, value));
            }
        });
        return request.build();
    }

    private byte[] changed(byte[] body) throws IOException {
        if (body.length == 0 || !(JSON.readTree(body) instanceof ObjectNode object)) {
            return body;
        }
        changes.requests().accept(object);
        return JSON.writeValueAsBytes(object);
    }

    private void answer(HttpExchange call, HttpResponse<InputStream> reply) throws IOException {
        boolean stream = reply.headers().firstValue("content-type").orElse("").startsWith("text/event-stream");
        if (stream) {
            call.sendResponseHeaders(reply.statusCode(), 0);
            pour(reply.body(), call.getResponseBody());
            return;
        }
        byte[] body = reply.body().readAllBytes();
        if (reply.statusCode() == 200 && body.length > 0) {
            JsonNode whole = JSON.readTree(body);
            changes.replies().accept(whole.path("data"));
            body = JSON.writeValueAsBytes(whole);
        }
        call.sendResponseHeaders(reply.statusCode(), body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            call.getResponseBody().write(body);
        }
    }

    private static void pour(InputStream from, OutputStream to) throws IOException {
        byte[] buffer = new byte[4096];
        for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
            to.write(buffer, 0, n);
            to.flush();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        client.shutdownNow();
        threads.shutdownNow();
    }
}
