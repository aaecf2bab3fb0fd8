package dev.paddock.runner.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.paddock.model.log.LogBatch;
import dev.paddock.model.problem.Problem;
import dev.paddock.model.problem.ProblemCode;
import dev.paddock.model.run.RunStatus;
import dev.paddock.model.runner.HeartbeatReply;
import dev.paddock.model.runner.Registration;
import dev.paddock.model.runner.RunnerCommand;
import dev.paddock.model.runner.RunnerCredential;
import dev.paddock.model.runner.RunnerStatus;
import dev.paddock.model.runner.RunnerView;
import dev.paddock.model.task.RunnerTask;
import dev.paddock.model.task.TaskCalls;
import dev.paddock.model.wire.Data;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A control plane that does as it is told, over real HTTP. Calls are named `register`, `heartbeat`, `pending`,
/// `status`, `logs`, `result`, `return`, `commands`, `enrol`, `deregister`; each is journalled once it was
/// answered, as `status preparing`.
public final class FakeControlPlane implements AutoCloseable {

    private static final Instant TIME = Instant.parse("2026-01-15T10:30:00Z");

    private final HttpServer server;
    private final Journal journal;
    private final ObjectMapper json;
    private final Map<String, Function<Request, @Nullable Answer>> scripts = new ConcurrentHashMap<>();
    private final BlockingQueue<RunnerTask> tasks = new LinkedBlockingQueue<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<JsonNode> logLines = new CopyOnWriteArrayList<>();
    private final Set<String> lost = ConcurrentHashMap.newKeySet();
    private final Set<String> cancelled = ConcurrentHashMap.newKeySet();
    private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
    private volatile boolean drain;

    /// A call as it came.
    public record Request(String name, HttpExchange exchange, JsonNode body) {

        public @Nullable String header(String name) {
            return exchange.getRequestHeaders().getFirst(name);
        }

        /// The value of a query parameter.
        public String query(String name) {
            for (String pair : exchange.getRequestURI().getQuery().split("&", -1)) {
                if (pair.startsWith(name + "=")) {
                    return pair.substring(name.length() + 1);
                }
            }
            throw new IllegalArgumentException("no " + name);
        }

        String taskId() {
            return exchange.getRequestURI().getPath().split("/", -1)[4];
        }
    }

    /// A status and what is written as its body.
    public record Answer(int status, Object body) {

        public static Answer ok(Object data) {
            return new Answer(200, new Data<>(data));
        }

        public static Answer problem(ProblemCode code, Map<String, Object> details) {
            String detail = "refused for a test";
            return new Answer(
                    code.status(),
                    new Problem(
                            "about:blank",
                            code.title(),
                            code.status(),
                            detail,
                            "/",
                            code.wire(),
                            null,
                            detail,
                            List.of(),
                            details));
        }

        public static Answer problem(ProblemCode code) {
            return problem(code, Map.of());
        }
    }

    public FakeControlPlane(Journal journal, ObjectMapper json) {
        this(journal, json, 0);
    }

    /// @param port 0 = any
    public FakeControlPlane(Journal journal, ObjectMapper json, int port) {
        this.journal = journal;
        this.json = json;
        try {
            this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/api/runners", this::handle);
        server.start();
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /// Calls of this name are answered by `script`; where it says null, as usual.
    public void on(String name, Function<Request, @Nullable Answer> script) {
        scripts.put(name, script);
    }

    /// The next `times` calls of this name get `answer`.
    public void next(String name, int times, Answer answer) {
        BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
        for (int i = 0; i < times; i++) {
            answers.add(answer);
        }
        on(name, request -> answers.poll());
    }

    public void queue(RunnerTask task) {
        tasks.add(task);
    }

    public void lose(String taskId) {
        lost.add(taskId);
    }

    public void cancel(String taskId) {
        cancelled.add(taskId);
    }

    public void drain() {
        drain = true;
    }

    /// Says something on the stream of commands, once one is open.
    public void tell(RunnerCommand command) throws IOException {
        frames.add("event: " + command.type() + "\ndata: " + json.writeValueAsString(command) + "\n\n");
    }

    /// Writes `text` to the stream of commands as it is; ends the stream when it is empty.
    public void says(String text) {
        frames.add(text);
    }

    public List<Request> requests(String name) {
        return requests.stream().filter(request -> request.name().equals(name)).toList();
    }

    /// Every stored line.
    public List<JsonNode> logLines() {
        return List.copyOf(logLines);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String name = exchange.getRequestMethod().equals("DELETE")
                    ? "deregister"
                    : path.substring(path.lastIndexOf('/') + 1);
            byte[] bytes = exchange.getRequestBody().readAllBytes();
            JsonNode body = bytes.length == 0 ? json.createObjectNode() : json.readTree(bytes);
            Request request = new Request(name, exchange, body);
            requests.add(request);
            Function<Request, @Nullable Answer> script = scripts.getOrDefault(name, any -> null);
            @Nullable Answer scripted = script.apply(request);
            if (scripted == null && name.equals("commands")) {
                stream(exchange);
                return;
            }
            Answer answer = scripted == null ? usual(request) : scripted;
            journal.add(entry(request, answer));
            byte[] reply = json.writeValueAsBytes(answer.body());
            exchange.sendResponseHeaders(answer.status(), reply.length);
            exchange.getResponseBody().write(reply);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void stream(HttpExchange exchange) throws IOException, InterruptedException {
        exchange.getResponseHeaders().set("content-type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        journal.add("commands");
        for (String frame = ": ping\n\n"; !frame.isEmpty(); frame = frames.take()) {
            exchange.getResponseBody().write(frame.getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
        }
    }

    private static String entry(Request request, Answer answer) {
        String status = request.body().path("status").asText("");
        String what = status.isEmpty() ? request.name() : request.name() + " " + status;
        return answer.status() == 200 ? what : what + " -> " + answer.status();
    }

    private Answer usual(Request request) throws InterruptedException {
        return switch (request.name()) {
            case "register" -> Answer.ok(registration());
            case "deregister" -> Answer.ok(view());
            case "heartbeat" -> Answer.ok(new HeartbeatReply(view(), List.copyOf(cancelled), List.copyOf(lost), drain));
            case "pending" -> Answer.ok(claim(request));
            case "status" ->
                Answer.ok(new TaskCalls.StatusReply(
                        request.taskId(), request.body().path("status").asText(), TIME));
            case "logs" -> logs(request);
            case "result" ->
                Answer.ok(new TaskCalls.ResultReply(request.taskId(), Tasks.RUN, "succeeded", RunStatus.SUCCESS));
            case "enrol" -> Answer.ok(minted());
            case "return" -> Answer.ok(new TaskCalls.ReturnReply(request.taskId(), "returned"));
            default -> Answer.problem(ProblemCode.NOT_FOUND);
        };
    }

    private RunnerCredential minted() {
        int nth = requests("enrol").size();
        return new RunnerCredential(
                "key_" + nth, "r1", "dk_live_" + String.valueOf(nth).repeat(40));
    }

    private List<RunnerTask> claim(Request request) throws InterruptedException {
        List<RunnerTask> claimed = new ArrayList<>();
        @Nullable RunnerTask first = tasks.poll(Integer.parseInt(request.query("wait")), TimeUnit.SECONDS);
        if (first != null) {
            claimed.add(first);
            tasks.drainTo(claimed, Integer.parseInt(request.query("limit")) - 1);
        }
        return claimed;
    }

    private Answer logs(Request request) {
        request.body().path("logs").forEach(logLines::add);
        int lines = request.body().path("logs").size();
        return Answer.ok(
                new LogBatch.Reply(lines, request.body().path("firstSeq").asLong() + lines, false));
    }

    private static RunnerView view() {
        return new RunnerView("r1", "r1", "1", RunnerStatus.ONLINE, 2, 0, List.of(), false, false, TIME, TIME);
    }

    /// A fast pace, so that tests are; the lease is the real one.
    private static Registration registration() {
        return new Registration(
                "r1",
                "r1",
                "1",
                RunnerStatus.ONLINE,
                2,
                0,
                List.of(),
                false,
                false,
                TIME,
                TIME,
                30,
                45_000,
                60_000,
                5_000);
    }
}
