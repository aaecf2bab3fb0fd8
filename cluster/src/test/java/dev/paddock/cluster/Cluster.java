package dev.paddock.cluster;

import dev.paddock.proving.drill.load.Promises;
import dev.paddock.proving.drill.stage.Pace;
import dev.paddock.proving.drill.stage.SampleRepository;
import dev.paddock.proving.drill.stage.Stage;
import dev.paddock.proving.drill.stage.Wait;
import dev.paddock.standalone.credentials.ApiKey;
import dev.paddock.standalone.services.Ports;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.testcontainers.containers.Network;

/// All of Paddock on a Docker network of its own: PostgreSQL, Kafka, S3, two control planes behind a proxy, three
/// runners.
final class Cluster implements AutoCloseable {

    /// What runners start.
    static final String REVIEWER = "paddock/test-cluster-reviewer:latest";

    /// An agent without tags: its runs say which runners they want.
    static final String ANY = "any";

    private static final int RUNNERS = 3;
    private static final int WARM_UP = 4;

    /// A run that only starts a container takes that much longer than one without, which a pace is measured by.
    private static final int CONTAINER = 5;

    private static final int MAX_ATTEMPTS = 20;
    private static final String SCRIPT = """
            case "$(cat /paddock/task.json)" in
            *'"branch":"long/'*) sleep 10 ;;
            *) sleep 1 ;;
            esac
            echo '{"files": [], "linesAnalyzed": 1}' >/paddock/out/findings.json
            """;

    private final Path data;
    private final Network network = Network.newNetwork();
    private final Services services = new Services();
    private final List<Part> parts = new ArrayList<>();
    private final int proxyPort = Ports.free();
    private final ApiKey adminKey = ApiKey.random(new SecureRandom());
    private final Answers answers = new Answers();
    private final Client client = new Client(URI.create("http://127.0.0.1:" + proxyPort), adminKey, answers);
    private final Promises promises = new Promises();
    private final SampleRepository repository;
    private final Programs programs;
    private volatile Pace pace;

    /// @param data an empty folder that the engine sees below the same path
    Cluster(Path data, Pace pace) throws IOException, InterruptedException {
        this.data = data;
        this.pace = pace;
        this.repository = SampleRepository.make(Files.createDirectory(data.resolve("repository")), new Random(1));
        Path secrets = Services.secrets(Files.createDirectory(data.resolve("secrets")));
        Files.writeString(secrets.resolve("admin-key"), adminKey.text());
        Files.writeString(
                secrets.resolve("runner-key"), ApiKey.random(new SecureRandom()).text());
        Path keys = Files.createDirectory(data.resolve("keys"));
        this.programs = new Programs(
                secrets,
                Files.createDirectory(data.resolve("work")),
                repository.folder(),
                Certificate.make("kafka", keys),
                pace.settings());
    }

    /// Starts all, and waits until all are ready.
    void start() throws Exception {
        Engine.shellImage(REVIEWER, SCRIPT);
        List<Part> first = List.of(add(services.postgres()), add(services.kafka(programs.kafka())), add(services.s3()));
        for (Part part : first) {
            part.awaitReady();
        }
        services.introduce();
        List<Part> then = new ArrayList<>();
        for (String name : List.of("control-plane-1", "control-plane-2")) {
            int management = Ports.free();
            then.add(add(programs.controlPlane(name, management, () -> isReady(management))));
        }
        then.add(add(
                programs.proxy(proxyPort, () -> services.status("http://127.0.0.1:" + proxyPort + "/v1/runs") < 500)));
        for (Part part : then) {
            part.awaitReady();
        }
        introduce();
        List<Part> last = new ArrayList<>();
        for (int i = 1; i <= RUNNERS; i++) {
            last.add(add(runner("runner-" + i)));
        }
        for (Part part : last) {
            part.awaitReady();
        }
    }

    /// Adds a container, and starts it.
    Part add(Part.Plan plan) {
        Part part = new Part(plan, network);
        parts.add(part);
        return part.launch();
    }

    private Part.Plan runner(String name) {
        return programs.runner(
                name, "http://proxy:8080", Map.of("PADDOCK_RUNNER_TAGS", Stage.REAL), List.of(), () -> beats(name));
    }

    /// Whether a control plane is, that has its management port there.
    boolean isReady(int management) throws IOException, InterruptedException {
        return services.status("http://127.0.0.1:" + management + "/q/health/ready") == 200;
    }

    /// Whether a runner was heard of within the last heartbeats.
    boolean beats(String runner) throws SQLException {
        return !texts(
                        "select id from runner where id = ? and last_heartbeat_at > now() - interval '%d milliseconds'"
                                .formatted(pace.heartbeat().multipliedBy(2).toMillis()),
                        runner)
                .isEmpty();
    }

    private void introduce() throws InterruptedException {
        client.make("/v1/repositories", Map.of("clone_url", repository.url()), "repository");
        // What is killed again and again must not use up its attempts.
        for (Map.Entry<String, List<String>> agent :
                Map.of("cluster", List.of(Stage.REAL), ANY, List.<String>of()).entrySet()) {
            client.make(
                    "/v1/agents",
                    Map.of(
                            "name",
                            agent.getKey(),
                            "image",
                            REVIEWER,
                            "max_attempts",
                            MAX_ATTEMPTS,
                            "tags",
                            agent.getValue()),
                    "agent-" + agent.getKey());
        }
    }

    /// Measures how fast the machine is while nothing is broken.
    void warmUp(Load load) throws InterruptedException {
        Duration last = Duration.ZERO;
        for (int i = 0; i < WARM_UP; i++) {
            long begun = System.nanoTime();
            String id = load.submit("short");
            if (!Wait.until(Duration.ofSeconds(60), () -> load.isOver(id))) {
                throw new IllegalStateException("the run " + id + " did not end within a minute");
            }
            last = Wait.since(begun);
        }
        pace = pace.on(last.dividedBy(CONTAINER));
        System.err.printf(
                "cluster: a review takes %d ms, slack %d ms%n",
                last.toMillis(), pace.slack().toMillis());
    }

    /// A run, but for its branch.
    Map<String, Object> run() {
        return Map.of(
                "repository", repository.url(), "agent_id", "cluster", "commit", repository.light(), "scope", "all");
    }

    /// The first column of what `sql` selects, with one text as its parameter.
    List<String> texts(String sql, String parameter) throws SQLException {
        try (Connection connection = services.connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, parameter);
            List<String> texts = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    texts.add(rows.getString(1));
                }
            }
            return texts;
        }
    }

    /// The containers whose names begin so.
    List<Part> parts(String prefix) {
        return parts.stream().filter(part -> part.name().startsWith(prefix)).toList();
    }

    Part part(String name) {
        return parts(name).getFirst();
    }

    Services services() {
        return services;
    }

    Programs programs() {
        return programs;
    }

    Client client() {
        return client;
    }

    Answers answers() {
        return answers;
    }

    Promises promises() {
        return promises;
    }

    Path data() {
        return data;
    }

    Pace pace() {
        return pace;
    }

    /// Removes all; what the containers said stays in `logs`.
    @Override
    public void close() throws IOException, InterruptedException {
        client.close();
        Path logs = Files.createDirectories(data.resolve("logs"));
        for (Part part : parts.reversed()) {
            part.keepLog(logs);
            part.close();
        }
        Wait.until(Duration.ofSeconds(5), () -> Engine.containersOf(REVIEWER).isEmpty());
        Engine.remove(REVIEWER);
        network.close();
    }
}
