package dev.paddock.standalone.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/// Says over real HTTP what a test scripted: for each method and path a queue of answers, the last of which stays.
final class FakeControlPlane implements AutoCloseable {

    static final String RUN = "run_01JAF3ZK8Q0000000000000000";

    private final Map<String, ConcurrentLinkedQueue<Answer>> answers = new ConcurrentHashMap<>();
    private final Map<String, Runnable> actions = new ConcurrentHashMap<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    private record Answer(int status, String body) {}

    FakeControlPlane() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        answer("POST /v1/repositories", 201, "{\"id\": \"repo_1\", \"name\": \"local/example\"}");
        answer("POST /v1/runs", 202, run("queued", ""));
        answer("POST /v1/runs/" + RUN + "/cancel", 200, run("cancelled", ""));
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /// What was called, as `GET /path?query` or `POST /path body`.
    List<String> calls() {
        return calls;
    }

    FakeControlPlane answer(String call, int status, String body) {
        answers.computeIfAbsent(call, unknown -> new ConcurrentLinkedQueue<>()).add(new Answer(status, body));
        return this;
    }

    /// Runs `action` each time `call` comes in, before it is answered.
    FakeControlPlane when(String call, Runnable action) {
        actions.put(call, action);
        return this;
    }

    FakeControlPlane runs(String... bodies) {
        List.of(bodies).forEach(body -> answer("GET /v1/runs/" + RUN, 200, body));
        return this;
    }

    FakeControlPlane logs(String... entries) {
        return answer(
                "GET /v1/runs/" + RUN + "/logs",
                200,
                "{\"run_id\": \"%s\", \"logs\": [%s], \"next_after\": \"c9\"}"
                        .formatted(RUN, String.join(",", entries)));
    }

    FakeControlPlane gate(String status, String reason) {
        return answer("GET /external/integration/cicd/runs/" + RUN, 200, gateJson(status, reason));
    }

    static String gateJson(String status, String reason) {
        return """
                {"run_id": "%s", "status": "%s", "tests_total": 1, "tests_passed": 0, "tests_failed": 1,
                 "tests_running": 0, "duration_seconds": 2, "created_at": "2026-01-01T00:00:00Z",
                 "updated_at": "2026-01-01T00:00:03Z", "results": []%s}
                """.formatted(RUN, status, reason.isEmpty() ? "" : ", \"reason\": \"" + reason + "\"");
    }

    /// The documented details of a run in `status`, with `more` members.
    static String run(String status, String more) {
        return """
                {"id": "%s", "agent": {"id": "agent_1", "name": "code-reviewer", "template": "code-reviewer"},
                 "repository": {"id": "repo_1", "name": "local/example"}, "status": "%s",
                 "trigger": {"type": "manual", "event": null}, "pull_request": null, "commit": null,
                 "started_at": "2026-01-01T00:00:00.5Z", "completed_at": "2026-01-01T00:00:03Z", "duration_ms": 2500,
                 "actions_taken": [], "tokens_used": {"input": 0, "output": 0},
                 "created_at": "2026-01-01T00:00:00Z", "branch": "trunk", "base": null, "scope": "files",
                 "attempt": 1%s, "url": "http://127.0.0.1:8080/v1/runs/%s"}
                """.formatted(RUN, status, more, RUN);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String call =
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
            String query = exchange.getRequestURI().getQuery();
            calls.add(call + (query == null ? "" : "?" + query) + (body.isEmpty() ? "" : " " + body));
            actions.getOrDefault(call, () -> {}).run();
            var queue = answers.getOrDefault(call, new ConcurrentLinkedQueue<>());
            Answer answer = queue.size() > 1 ? queue.poll() : queue.peek();
            byte[] bytes = (answer == null ? "{}" : answer.body()).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer == null ? 404 : answer.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
