package dev.paddock.e2e;

import dev.paddock.standalone.services.KafkaBroker;
import dev.paddock.standalone.services.Ports;
import dev.paddock.standalone.services.PostgresServer;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/// The packaged programs as an operator starts them: each its own process, told everything by its environment.
final class Cluster implements AutoCloseable {

    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    static final Duration PATIENCE = Duration.ofSeconds(180);

    static final String ADMIN_KEY = "dk_live_" + "0".repeat(31) + "1d7f5a246";
    static final String RUNNER_KEY = "dk_live_" + "0".repeat(31) + "24efcf3fc";
    static final String ADMIN_PASSWORD = "the administrator's password";

    private final Path data;
    private final PostgresServer postgres;
    private final KafkaBroker kafka;
    private final int port = Ports.free();
    private final int management = Ports.free();
    private final Map<String, String> server;
    private final List<Process> processes = new ArrayList<>();

    /// @param data an empty folder
    /// @param settings environment variables of the control plane beside the usual ones
    Cluster(Path data, Map<String, String> settings) throws IOException {
        this(data, new KafkaBroker(data.resolve("kafka")), settings);
    }

    /// As above.
    ///
    /// @param kafka is closed with the cluster
    Cluster(Path data, KafkaBroker kafka, Map<String, String> settings) throws IOException {
        this.data = data;
        this.kafka = kafka;
        this.postgres = new PostgresServer(data.resolve("postgres"));
        Files.writeString(data.resolve("folders"), data + "\n");
        this.server = new HashMap<>(Map.of(
                "PADDOCK_HOST", "127.0.0.1",
                "PADDOCK_DB_URL", postgres.jdbcUrl(),
                "PADDOCK_DB_USER", postgres.user(),
                "PADDOCK_DB_PASSWORD", postgres.password(),
                "PADDOCK_KAFKA", kafka.bootstrapServers()));
        server.put("PADDOCK_ADMIN_KEY_FILE", secret("admin", ADMIN_KEY));
        server.put("PADDOCK_RUNNER_KEY_FILE", secret("runner", RUNNER_KEY));
        server.put("PADDOCK_SECRET_KEY_FILE", secret("secret", "s".repeat(40)));
        server.put("PADDOCK_ADMIN_PASSWORD_FILE", secret("password", ADMIN_PASSWORD));
        server.put("PADDOCK_BLOBS", data.resolve("blobs").toString());
        server.put("PADDOCK_REGISTER_BY_URL", "true");
        server.putAll(sources());
        server.putAll(settings);
    }

    private Map<String, String> sources() {
        return Map.of(
                "PADDOCK_SOURCE_SCHEMES",
                "https,ssh,http,file",
                "PADDOCK_SOURCE_PRIVATE_ADDRESSES",
                "true",
                "PADDOCK_SOURCE_FOLDERS_FILE",
                data.resolve("folders").toString(),
                "PADDOCK_PARENT_PID",
                String.valueOf(ProcessHandle.current().pid()));
    }

    private String secret(String name, String text) throws IOException {
        return Files.writeString(data.resolve(name + ".secret"), text).toString();
    }

    /// Starts the control plane and waits until it is ready.
    Process startControlPlane() throws IOException {
        RestAssured.port = port;
        return ready(launchControlPlane(), management);
    }

    /// Waits until the control plane that was launched is ready.
    Process awaitReady(Process launched) {
        return ready(launched, management);
    }

    /// Starts another control plane on the same ledger and queue; returns its port.
    int startReplica() throws IOException {
        return startReplica(Map.of());
    }

    /// As above.
    ///
    /// @param more environment variables, which take over from those of the cluster
    int startReplica(Map<String, String> more) throws IOException {
        int another = Ports.free();
        int probed = Ports.free();
        ready(launchControlPlane(another, probed, more), probed);
        return another;
    }

    /// Starts the control plane and does not wait for it.
    Process launchControlPlane() throws IOException {
        return launchControlPlane(port, management, Map.of());
    }

    /// What the control plane has logged so far.
    String controlPlaneLog() throws IOException {
        return Files.readString(data.resolve("control-plane-" + port + ".log"));
    }

    private Process launchControlPlane(int port, int management, Map<String, String> more) throws IOException {
        Map<String, String> settings = new HashMap<>(server);
        settings.putAll(more);
        settings.put("PADDOCK_PORT", String.valueOf(port));
        settings.put("PADDOCK_MANAGEMENT_PORT", String.valueOf(management));
        return start("control-plane", "control-plane-" + port, settings);
    }

    private Process ready(Process process, int management) {
        Awaitility.await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("the control plane ended; see its log in " + data);
            }
            return RestAssured.given().port(management).get("/q/health/ready").statusCode() == 200;
        });
        return process;
    }

    /// Starts an agent with one slot.
    Process startAgent(String id, String containers) throws IOException {
        return startAgent(id, containers, Map.of());
    }

    /// As above.
    ///
    /// @param more environment variables, which take over from the usual ones
    Process startAgent(String id, String containers, Map<String, String> more) throws IOException {
        Map<String, String> settings = new HashMap<>(sources());
        settings.put("PADDOCK_URL", "http://127.0.0.1:" + port);
        settings.put("PADDOCK_KEY_FILE", data.resolve("runner.secret").toString());
        settings.put("PADDOCK_RUNNER_ID", id);
        settings.put("PADDOCK_RUNNER_SLOTS", "1");
        settings.put("PADDOCK_RUNNER_WORKDIR", data.resolve("work-" + id).toString());
        settings.put("PADDOCK_RUNNER_CONTAINERS", containers);
        settings.put(
                "PADDOCK_RUNNER_REVIEWER",
                ROOT.resolve("reviewer/target/reviewer/reviewer.jar").toString());
        settings.putAll(more);
        return start("runner-agent", "agent-" + id, settings);
    }

    private Process start(String program, String name, Map<String, String> settings) throws IOException {
        Path jar = ROOT.resolve(program + "/target/quarkus-app/quarkus-run.jar");
        if (!Files.exists(jar)) {
            throw new IllegalStateException(jar + " is missing; run the tests with ./paddock test");
        }
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + ROOT.resolve("deploy/standalone/jvm/" + program + ".args"),
                // They end after some calls, before a better compiler would pay.
                "-XX:TieredStopAtLevel=1",
                "-jar",
                jar.toString());
        builder.environment().putAll(settings);
        builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        data.resolve(name + ".log").toFile()));
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    /// The process that was started last.
    Process newest() {
        return processes.getLast();
    }

    /// What the agent has logged so far.
    String agentLog(String id) throws IOException {
        return Files.readString(data.resolve("agent-" + id + ".log"));
    }

    Path data() {
        return data;
    }

    PostgresServer postgres() {
        return postgres;
    }

    static RequestSpecification admin() {
        return RestAssured.given()
                .header("Authorization", "Bearer " + ADMIN_KEY)
                .contentType(ContentType.JSON);
    }

    static RequestSpecification runner() {
        return RestAssured.given().header("x-api-key", RUNNER_KEY).contentType(ContentType.JSON);
    }

    /// Submits a run; returns its id.
    static String submit(Map<String, ?> body) {
        return admin().body(body)
                .post("/v1/runs")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
    }

    static JsonPath run(String id) {
        return admin().get("/v1/runs/" + id).then().statusCode(200).extract().jsonPath();
    }

    static JsonPath gate(String id) {
        return admin().get("/external/integration/cicd/runs/" + id)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    static List<String> log(String id) {
        return admin().get("/v1/runs/" + id + "/logs")
                .then()
                .statusCode(200)
                .extract()
                .path("logs.message");
    }

    /// Waits for the run's end.
    static JsonPath ended(String id) {
        return Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> run(id), run -> !List.of("queued", "running").contains(run.getString("status")));
    }

    @Override
    public void close() throws InterruptedException {
        processes.reversed().forEach(Process::destroy);
        for (Process process : processes.reversed()) {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
        kafka.close();
        postgres.close();
    }
}
