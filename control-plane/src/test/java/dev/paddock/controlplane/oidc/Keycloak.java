package dev.paddock.controlplane.oidc;

import dev.paddock.standalone.services.Ports;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/// A real Keycloak as a process of its own, with the users of `keycloak/realm.json`, and the server told of it.
public class Keycloak implements QuarkusTestResourceLifecycleManager {

    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private @Nullable Process process;

    @Override
    public Map<String, String> start() {
        try {
            int port = Ports.free();
            Path home = home();
            Files.createDirectories(home.resolve("data/import"));
            Files.writeString(home.resolve("data/import/realm.json"), realm());
            Path log = Path.of("target/keycloak.log").toAbsolutePath();
            process = start(home, port, log);
            URI issuer = URI.create("http://127.0.0.1:" + port + "/realms/paddock");
            Awaitility.await().atMost(PATIENCE).until(() -> answers(issuer, log));
            Path data =
                    Files.createTempDirectory(Path.of("target"), "keycloak-").toAbsolutePath();
            return Map.of(
                    "paddock.oidc.providers.keycloak.issuer",
                    issuer.toString(),
                    "paddock.oidc.providers.keycloak.client-id",
                    "paddock",
                    "paddock.oidc.providers.keycloak.client-secret-file",
                    Files.writeString(data.resolve("secret"), "the secret of paddock\n")
                            .toString(),
                    "paddock.oidc.providers.away.issuer",
                    "http://127.0.0.1:" + Ports.free(),
                    "paddock.oidc.providers.away.client-id",
                    "paddock",
                    "quarkus.config.locations",
                    Files.writeString(data.resolve("roles.yaml"), """
                            paddock:
                              access:
                                roles:
                                  ada@example.com: admin
                                  example.com: viewer
                            """).toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path home() throws IOException {
        try (var folders = Files.list(Path.of("target/keycloak"))) {
            return folders.filter(Files::isDirectory).findFirst().orElseThrow().toAbsolutePath();
        }
    }

    private static String realm() throws IOException {
        return Files.readString(Path.of("src/test/resources/keycloak/realm.json"));
    }

    private static Process start(Path home, int port, Path log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        "bash",
                        home.resolve("bin/kc.sh").toString(),
                        "start-dev",
                        "--import-realm",
                        "--db=dev-mem",
                        "--cache=local",
                        "--http-host=127.0.0.1",
                        "--http-port=" + port,
                        "--http-management-port=" + Ports.free()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("JAVA_OPTS_KC_HEAP", "-Xms64m -Xmx512m");
        // It starts, answers a few calls and ends: a better compiler would not pay.
        builder.environment().put("JAVA_OPTS_APPEND", "-XX:TieredStopAtLevel=1");
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process)));
        return process;
    }

    private boolean answers(URI issuer, Path log) throws InterruptedException {
        if (process == null || !process.isAlive()) {
            throw new IllegalStateException("Keycloak ended; see " + log);
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(issuer + "/.well-known/openid-configuration"))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    @Override
    public void stop() {
        if (process != null) {
            end(process);
            process.onExit().join();
        }
    }
}
