package dev.paddock.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.model.Container;
import dev.paddock.proving.drill.stage.Wait;
import dev.paddock.standalone.services.Folders;
import dev.paddock.standalone.services.Ports;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// `deploy/compose`, as an operator starts it, scales it and ends it.
@EnabledIf(value = "isReady", disabledReason = "no Docker engine, no images, or no Docker Compose of version 2")
class ComposeTest {

    private static final String PROJECT = "paddock-compose-test";
    private static final int PORT = Ports.free();
    private static final int SERVICES = 7;
    private static final Duration HEARD = Duration.ofSeconds(30);

    private static final Path SAID = Path.of("target", "compose.log");

    private final Path data = Path.of("target", "compose").toAbsolutePath();

    static boolean isReady() throws Exception {
        // CI is root and has installed Compose.
        return Engine.isReady() && (System.getenv("PADDOCK_CI") != null || hasCompose());
    }

    private static boolean hasCompose() throws Exception {
        return "root".equals(System.getProperty("user.name")) && call(List.of("docker", "compose", "version")) == 0;
    }

    private static int call(List<String> command) throws IOException, InterruptedException {
        return call(command, Map.of());
    }

    private static int call(List<String> command, Map<String, String> variables)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(Redirect.appendTo(SAID.toFile()));
        builder.environment().putAll(variables);
        return builder.start().waitFor();
    }

    /// Returns what the command returns.
    private int up(int runners) throws IOException, InterruptedException {
        return call(
                List.of("../deploy/compose/up.sh", "--quiet-pull", "--scale", "runner=" + runners),
                Map.of(
                        "COMPOSE_PROJECT_NAME",
                        PROJECT,
                        "COMPOSE_ANSI",
                        "never",
                        "COMPOSE_PROGRESS",
                        "quiet",
                        "PADDOCK_TAG",
                        Programs.TAG,
                        "PADDOCK_PORT",
                        String.valueOf(PORT),
                        "PADDOCK_NETWORK",
                        "172.31.252",
                        "PADDOCK_SECRETS",
                        data.resolve("secrets").toString(),
                        "PADDOCK_WORK",
                        data.resolve("work").toString()));
    }

    @AfterEach
    void down() throws Exception {
        // As docs/operations.md says; no file and none of its variables is needed.
        assertThat(call(List.of("docker", "compose", "-p", PROJECT, "down", "--volumes", "--timeout", "30")))
                .isZero();
        assertThat(containers()).isEmpty();
        Folders.delete(data);
    }

    @Test
    void oneCommandStartsAllAndScalesTheRunners() throws Exception {
        if (Files.exists(data)) {
            Folders.delete(data);
        }
        assertThat(up(2)).as(SAID.toString()).isZero();

        // It waited for all of them, and a runner is healthy when a control plane has taken it.
        assertThat(containers())
                .hasSize(SERVICES + 2)
                .allSatisfy(one -> assertThat(one.getStatus())
                        .as(List.of(one.getNames()).toString())
                        .contains("(healthy)"));
        assertThat(online()).hasSize(2);

        assertThat(up(1)).as(SAID.toString()).isZero();

        // It takes itself off the list.
        assertThat(Wait.until(HEARD, () -> online().size() == 1)).isTrue();
        assertThat(containers()).hasSize(SERVICES + 1);
    }

    private static List<Container> containers() {
        return Engine.client()
                .listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(Map.of("com.docker.compose.project", PROJECT))
                .exec();
    }

    /// The runners that the control planes hear of.
    private List<String> online() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + PORT + "/api/runners"))
                .header("x-api-key", Files.readString(data.resolve("secrets/admin-key")))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            JsonNode runners = new ObjectMapper()
                    .readTree(http.send(request, BodyHandlers.ofString()).body())
                    .path("data");
            return runners.valueStream()
                    .filter(runner -> runner.path("status").asText().equals("online"))
                    .map(runner -> runner.path("id").asText())
                    .toList();
        }
    }
}
