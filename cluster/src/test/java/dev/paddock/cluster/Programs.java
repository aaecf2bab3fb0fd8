package dev.paddock.cluster;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Capability;
import dev.paddock.proving.drill.stage.Wait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Paddock's own containers, as `deploy/compose/compose.yaml` has them: no root, a root file system that is read only.
///
/// @param secrets the folder of the programs' secrets
/// @param work the runners' work folder, below the same path for the engine
/// @param repository the folder of the repository that is reviewed
/// @param pace the settings of control planes that make durations shorter
record Programs(Path secrets, Path work, Path repository, Certificate kafka, Map<String, String> pace) {

    /// Of Paddock's images.
    static final String TAG = System.getenv().getOrDefault("PADDOCK_TAG", "latest");
    private static final Path COMPOSE =
            Path.of("../deploy/compose").toAbsolutePath().normalize();
    private static final int HTTP = 8080;
    private static final int MANAGEMENT = 9000;

    Programs {
        try {
            // The containers' user is nobody here.
            Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxrwxrwx"));
            Files.writeString(secrets.resolve("folders"), repository + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Part.Plan controlPlane(String name, int managementPort, Wait.Condition ready) {
        return controlPlane(name, Map.of(managementPort, MANAGEMENT), Map.of(), List.of(), ready);
    }

    /// @param ports as [Part.Plan] has them
    /// @param more variables and binds beside the usual ones
    Part.Plan controlPlane(
            String name,
            Map<Integer, Integer> ports,
            Map<String, String> more,
            List<String> moreBinds,
            Wait.Condition ready) {
        Map<String, String> environment = new HashMap<>(Map.ofEntries(
                Map.entry("PADDOCK_DB_URL", "jdbc:postgresql://postgres:5432/paddock"),
                Map.entry("PADDOCK_DB_USER", "paddock"),
                Map.entry("PADDOCK_DB_PASSWORD", Services.DATABASE_PASSWORD),
                Map.entry("PADDOCK_KAFKA", "kafka:9093"),
                Map.entry("PADDOCK_KAFKA_SECURITY_PROTOCOL", "SASL_SSL"),
                Map.entry("PADDOCK_KAFKA_USER", Services.KAFKA_USER),
                Map.entry("PADDOCK_KAFKA_PASSWORD_FILE", "/run/secrets/kafka-password"),
                Map.entry("PADDOCK_KAFKA_TRUST_FILE", "/run/kafka.pem"),
                Map.entry("PADDOCK_S3_BUCKET", "paddock"),
                Map.entry("PADDOCK_S3_ENDPOINT", "http://s3"),
                Map.entry("PADDOCK_S3_PATH_STYLE", "true"),
                Map.entry("PADDOCK_S3_ACCESS_KEY_FILE", "/run/secrets/s3-id"),
                Map.entry("PADDOCK_S3_SECRET_KEY_FILE", "/run/secrets/s3-secret"),
                Map.entry("PADDOCK_SECRET_KEY_FILE", "/run/secrets/secret-key"),
                Map.entry("PADDOCK_ADMIN_PASSWORD_FILE", "/run/secrets/admin-password"),
                Map.entry("PADDOCK_ADMIN_KEY_FILE", "/run/secrets/admin-key"),
                Map.entry("PADDOCK_RUNNER_KEY_FILE", "/run/secrets/runner-key"),
                Map.entry("PADDOCK_SHUTDOWN_DELAY", "3S")));
        environment.putAll(sources());
        environment.putAll(pace);
        environment.putAll(more);
        List<String> binds = new ArrayList<>(moreBinds);
        binds.add(secrets + ":/run/secrets:ro");
        binds.add(kafka.certificate() + ":/run/kafka.pem:ro");
        binds.add(repository + ":" + repository + ":ro");
        return new Part.Plan(
                name,
                "paddock/control-plane:" + TAG,
                environment,
                binds,
                ports,
                command -> confine(command, 640),
                ready);
    }

    /// @param more variables and binds beside the usual ones
    Part.Plan runner(String name, String url, Map<String, String> more, List<String> moreBinds, Wait.Condition ready) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "PADDOCK_URL", url,
                "PADDOCK_KEY_FILE", "/run/secrets/runner-key",
                "PADDOCK_RUNNER_ID", name,
                "PADDOCK_RUNNER_SLOTS", "2",
                "PADDOCK_RUNNER_CONTAINERS", "docker",
                "PADDOCK_RUNNER_WORKDIR", work.toString(),
                "PADDOCK_RUNNER_STOP_GRACE", "60s"));
        environment.putAll(sources());
        environment.putAll(more);
        List<String> binds = new ArrayList<>(moreBinds);
        binds.add(secrets + ":/run/secrets:ro");
        binds.add(Engine.SOCKET + ":/var/run/docker.sock");
        binds.add(work + ":" + work);
        binds.add(repository + ":" + repository + ":ro");
        return new Part.Plan(
                name,
                "paddock/runner-agent:" + TAG,
                environment,
                binds,
                Map.of(),
                command -> {
                    confine(command, 512);
                    Objects.requireNonNull(command.getHostConfig()).withGroupAdd(List.of(Engine.socketGroup()));
                },
                ready);
    }

    Part.Plan proxy(int port, Wait.Condition ready) {
        return new Part.Plan(
                "proxy",
                "haproxy:3.2",
                Map.of(),
                List.of(
                        COMPOSE.resolve("haproxy.cfg") + ":/usr/local/etc/haproxy/haproxy.cfg:ro",
                        COMPOSE.resolve("unavailable.http") + ":/usr/local/etc/haproxy/unavailable.http:ro"),
                Map.of(port, HTTP),
                command -> {},
                ready);
    }

    private static Map<String, String> sources() {
        return Map.of(
                "PADDOCK_SOURCE_SCHEMES", "https,ssh,file",
                "PADDOCK_SOURCE_FOLDERS_FILE", "/run/secrets/folders");
    }

    private static void confine(CreateContainerCmd command, long mebibytes) {
        Objects.requireNonNull(command.getHostConfig())
                .withReadonlyRootfs(true)
                .withTmpFs(Map.of("/tmp", "mode=1777"))
                .withCapDrop(Capability.ALL)
                .withSecurityOpts(List.of("no-new-privileges:true"))
                .withMemory(mebibytes << 20);
    }
}
