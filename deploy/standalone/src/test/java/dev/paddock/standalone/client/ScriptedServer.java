package dev.paddock.standalone.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/// Answers calls over real HTTP as a test has scripted them, one after the other.
final class ScriptedServer implements AutoCloseable {

    /// Writes one answer.
    interface Turn {
        void answer(HttpExchange exchange) throws IOException, InterruptedException;
    }

    private final ConcurrentLinkedQueue<Turn> turns = new ConcurrentLinkedQueue<>();
    private final List<HttpExchange> calls = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    ScriptedServer(Turn... script) throws IOException {
        turns.addAll(List.of(script));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    Connection connection() {
        return new Connection(url(), new Access.Nobody());
    }

    /// A header of each call so far; null where it had none.
    List<String> headers(String name) {
        return calls.stream()
                .map(call -> String.valueOf(call.getRequestHeaders().getFirst(name)))
                .toList();
    }

    int count() {
        return calls.size();
    }

    /// An answer as a whole; `headers` are names and values in turn.
    static Turn reply(int status, String body, String... headers) {
        return exchange -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
            }
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            if (bytes.length > 0) {
                exchange.getResponseBody().write(bytes);
            }
        };
    }

    private void answer(HttpExchange exchange) throws IOException {
        calls.add(exchange);
        Turn turn = turns.poll();
        try (exchange) {
            (turn == null ? reply(500, "{}") : turn).answer(exchange);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
