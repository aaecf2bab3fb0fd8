package dev.paddock.standalone.client;

import dev.paddock.model.log.RunLogs;
import dev.paddock.model.run.GateView;
import dev.paddock.model.run.RunId;
import dev.paddock.model.run.RunSpec;
import dev.paddock.model.run.RunView;
import dev.paddock.standalone.Json;
import dev.paddock.standalone.credentials.ApiKey;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The calls of the control plane that a review from the command line makes. Each throws what [Connection] does.
public final class PaddockClient implements AutoCloseable {

    private static final int LOG_PAGE = 1000;

    private final Connection connection;

    public PaddockClient(String url, ApiKey key) {
        this(new Connection(URI.create(url), new Access.Key(key)));
    }

    public PaddockClient(Connection connection) {
        this.connection = connection;
    }

    /// What is known of a registered repository.
    public record Repository(String id, String name) {}

    /// Registers the repository at `cloneUrl`, or finds it.
    public Repository register(String cloneUrl) throws IOException, InterruptedException {
        return Json.read(
                connection
                        .post("/v1/repositories", Map.of("clone_url", cloneUrl))
                        .body(),
                Repository.class);
    }

    /// Asks for a run.
    public RunView submit(RunSpec spec) throws IOException, InterruptedException {
        return Json.read(connection.post("/v1/runs", spec).body(), RunView.class);
    }

    /// The details of a run.
    public RunView run(RunId id) throws IOException, InterruptedException {
        return Json.read(runJson(id), RunView.class);
    }

    /// The details of a run as the control plane wrote them.
    public String runJson(RunId id) throws IOException, InterruptedException {
        return connection.get("/v1/runs/" + id);
    }

    /// The log of a run after `cursor`; from the beginning when that is null. A full page may not be the last.
    public RunLogs logs(RunId id, @Nullable String cursor) throws IOException, InterruptedException {
        String after = cursor == null ? "" : "&after=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8);
        return Json.read(connection.get("/v1/runs/" + id + "/logs?limit=" + LOG_PAGE + after), RunLogs.class);
    }

    /// Whether `page` may be followed by another one right away.
    public static boolean isFull(RunLogs page) {
        return page.logs().size() >= LOG_PAGE;
    }

    /// The verdict on a run.
    public GateView gate(RunId id) throws IOException, InterruptedException {
        return Json.read(connection.get(gatePath(id)), GateView.class);
    }

    /// Where the verdict on a run is read.
    public static String gatePath(RunId id) {
        return "/external/integration/cicd/runs/" + id;
    }

    /// Ends a run; the answer is its details.
    public void cancel(RunId id) throws IOException, InterruptedException {
        connection.post("/v1/runs/" + id + "/cancel", null);
    }

    @Override
    public void close() {
        connection.close();
    }
}
