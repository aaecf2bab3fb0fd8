package dev.paddock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.standalone.containers.DockerEngine;
import dev.paddock.standalone.services.Ports;
import dev.paddock.standalone.services.PostgresServer;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/// The image that makes reports, as Compose and Kubernetes start it: by a user that the image does not know, who may
/// write to two folders and to no other.
@EnabledIf(value = "imageIsThere", disabledReason = "no Docker engine that has the image answers")
class ReportsImageTest {

    private static final String IMAGE = "paddock/control-plane-reports:"
            + Optional.ofNullable(System.getenv("PADDOCK_TAG")).orElse("latest");
    private static final String NAME =
            "paddock-e2e-reports-" + ProcessHandle.current().pid();
    private static final String PASSWORD = "the administrator's password";
    private static final String VERSION = "9.9.9";

    @TempDir
    Path folder;

    static boolean imageIsThere() {
        return DockerEngine.of(System.getenv()).hasImage(IMAGE);
    }

    @AfterEach
    void remove() throws Exception {
        run(List.of("docker", "rm", "-f", "-v", NAME));
    }

    @Test
    void itInstallsAllure() throws Exception {
        try (PostgresServer ledger = new PostgresServer(folder.resolve("postgres"));
                PackageRegistry registry = new PackageRegistry("allure", VERSION, folder.resolve("packages"))) {
            int management = Ports.free();
            RestAssured.port = Ports.free();
            start(settings(ledger, registry, management));
            Awaitility.await()
                    .atMost(Cluster.PATIENCE)
                    .ignoreExceptions()
                    .until(() -> RestAssured.given()
                                    .port(management)
                                    .get("/q/health/ready")
                                    .statusCode()
                            == 200);

            Response installed = install();

            assertThat(installed.statusCode()).as(installed.asString()).isEqualTo(200);
            assertThat(run(List.of("docker", "exec", NAME, "ls", "/var/lib/paddock/allure")))
                    .contains(VERSION);
        }
    }

    private static Response install() {
        Response login = RestAssured.given()
                .contentType("application/json")
                .body(Map.of("user", "admin", "password", PASSWORD))
                .post("/auth/login");
        return RestAssured.given()
                .cookies(login.cookies())
                .header("X-CSRF-Token", login.cookie("paddock_csrf"))
                .contentType("application/json")
                .body(Map.of("version", VERSION))
                .put("/api/settings/allure");
    }

    private void start(Map<String, String> settings) throws IOException, InterruptedException {
        Path secrets = Files.createDirectory(folder.resolve("secrets"));
        Files.writeString(secrets.resolve("secret-key"), "s".repeat(40));
        Files.writeString(secrets.resolve("admin-password"), PASSWORD);
        Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("rwxr-xr-x"));
        List<String> command = new ArrayList<>(List.of("docker", "run", "-d", "--name", NAME, "--network", "host"));
        command.addAll(List.of("--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges:true"));
        command.addAll(List.of("--memory", "2g", "--tmpfs", "/tmp:mode=1777", "-v", "/var/lib/paddock"));
        command.addAll(List.of("-v", secrets + ":/run/secrets:ro"));
        settings.forEach((name, value) -> command.addAll(List.of("-e", name + "=" + value)));
        command.add(IMAGE);
        run(command);
    }

    private static Map<String, String> settings(PostgresServer ledger, PackageRegistry registry, int management) {
        Map<String, String> settings = new HashMap<>();
        settings.put("PADDOCK_HOST", "127.0.0.1");
        settings.put("PADDOCK_PORT", String.valueOf(RestAssured.port));
        settings.put("PADDOCK_MANAGEMENT_PORT", String.valueOf(management));
        settings.put("PADDOCK_DB_URL", ledger.jdbcUrl());
        settings.put("PADDOCK_DB_USER", ledger.user());
        settings.put("PADDOCK_DB_PASSWORD", ledger.password());
        // It serves without.
        settings.put("PADDOCK_KAFKA", "127.0.0.1:1");
        settings.put("PADDOCK_BLOBS", "/var/lib/paddock/blobs");
        settings.put("PADDOCK_SECRET_KEY_FILE", "/run/secrets/secret-key");
        settings.put("PADDOCK_ADMIN_PASSWORD_FILE", "/run/secrets/admin-password");
        settings.put("npm_config_registry", registry.url());
        return settings;
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + said);
        }
        return said;
    }
}
