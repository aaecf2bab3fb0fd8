package dev.paddock.standalone.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.paddock.model.log.RunLogs;
import dev.paddock.model.run.GateView;
import dev.paddock.model.run.RunId;
import dev.paddock.model.run.RunSpec;
import dev.paddock.model.run.RunView;
import dev.paddock.standalone.credentials.ApiKey;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The calls of the control plane that a review from the command line makes. Each throws [Refused] when the answer
/// is no and [IOException] when there is none.
public final class PaddockClient implements AutoCloseable {

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final int LOG_PAGE = 1000;

    private static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();
    private final String url;
    private final ApiKey key;

    public PaddockClient(String url, ApiKey key) {
        this.url = url;
        this.key = key;
    }

    /// What is known of a registered repository.
    public record Repository(String id, String name) {}

    /// Registers the repository at `cloneUrl`, or finds it.
    public Repository register(String cloneUrl) throws IOException, InterruptedException {
        return read(post("/v1/repositories", JSON.writeValueAsString(Map.of("clone_url", cloneUrl))), Repository.class);
    }

    /// Asks for a run.
    public RunView submit(RunSpec spec) throws IOException, InterruptedException {
        return read(post("/v1/runs", JSON.writeValueAsString(spec)), RunView.class);
    }

    /// The details of a run.
    public RunView run(RunId id) throws IOException, InterruptedException {
        return read(runJson(id), RunView.class);
    }

    /// The details of a run as the control plane wrote them.
    public String runJson(RunId id) throws IOException, InterruptedException {
        return get("/v1/runs/" + id);
    }

    /// The log of a run after `cursor`; from the beginning when that is null. A full page may not be the last.
    public RunLogs logs(RunId id, @Nullable String cursor) throws IOException, InterruptedException {
        String after = cursor == null ? "" : "&after=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8);
        return read(get("/v1/runs/" + id + "/logs?limit=" + LOG_PAGE + after), RunLogs.class);
    }

    /// Whether `page` may be followed by another one right away.
    public static boolean isFull(RunLogs page) {
        return page.logs().size() >= LOG_PAGE;
    }

    /// The verdict on a run.
    public GateView gate(RunId id) throws IOException, InterruptedException {
        return read(get("/external/integration/cicd/runs/" + id), GateView.class);
    }

    /// Ends a run; the answer is its details.
    public RunView cancel(RunId id) throws IOException, InterruptedException {
        return read(post("/v1/runs/" + id + "/cancel", "{}"), RunView.class);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private String get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    private String post(String path, String body) throws IOException, InterruptedException {
        return send(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path))
                .timeout(ANSWER)
                .header("Accept", "application/json, application/problem+json")
                .header("Authorization", "Bearer " + key.text());
    }

    private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        var response = http.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        if (response.statusCode() / 100 != 2) {
            throw new Refused(response.statusCode(), detail(response));
        }
        return response.body();
    }

    private static String detail(HttpResponse<String> response) {
        String status = "The control plane answered with HTTP status " + response.statusCode() + ".";
        try {
            return JSON.readTree(response.body()).path("detail").asText(status);
        } catch (JsonProcessingException e) {
            return status;
        }
    }

    private static <T> T read(String json, Class<T> type) throws IOException {
        return JSON.readValue(json, type);
    }
}
