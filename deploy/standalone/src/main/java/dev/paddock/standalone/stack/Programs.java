package dev.paddock.standalone.stack;

import dev.paddock.standalone.CouldNotRun;
import dev.paddock.standalone.Layout;
import dev.paddock.standalone.services.KafkaBroker;
import dev.paddock.standalone.services.PostgresServer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How the two programs are started on one machine: their commands and settings.
record Programs(Layout layout, StackSettings settings, int managementPort) {

    private Map<String, String> common() {
        var environment = new HashMap<>(AgentProgram.localSources(layout));
        // Who is killed cannot stop its programs: they watch it.
        environment.put(
                "PADDOCK_PARENT_PID", Long.toString(ProcessHandle.current().pid()));
        return environment;
    }

    URI health() {
        return URI.create("http://127.0.0.1:" + managementPort + "/q/health/ready");
    }

    Program controlPlane(PostgresServer postgres, KafkaBroker kafka) {
        var environment = common();
        environment.put("PADDOCK_HOST", "127.0.0.1");
        environment.put("PADDOCK_PORT", Integer.toString(settings.port()));
        environment.put("PADDOCK_MANAGEMENT_PORT", Integer.toString(managementPort));
        environment.put("PADDOCK_PUBLIC_URL", settings.publicUrl());
        environment.put("PADDOCK_DB_URL", postgres.jdbcUrl());
        environment.put("PADDOCK_DB_USER", postgres.user());
        environment.put("PADDOCK_DB_PASSWORD", postgres.password());
        environment.put("PADDOCK_KAFKA", kafka.bootstrapServers());
        environment.put("PADDOCK_ADMIN_USER", "admin");
        environment.put("PADDOCK_ADMIN_PASSWORD_FILE", secret("admin-password"));
        environment.put("PADDOCK_ADMIN_KEY_FILE", secret("admin-key"));
        environment.put("PADDOCK_RUNNER_KEY_FILE", secret("runner-key"));
        environment.put("PADDOCK_SECRET_KEY_FILE", secret("secret-key"));
        environment.put("PADDOCK_BLOBS", layout.blobs().toString());
        environment.put("PADDOCK_ALLURE", layout.allure().toString());
        environment.put("PADDOCK_REGISTER_BY_URL", "true");
        return program("control plane", "control-plane", layout.controlPlane(), environment);
    }

    /// @param containers `docker` or `process`
    Program runnerAgent(String containers) {
        var environment = common();
        environment.put("PADDOCK_URL", settings.url());
        environment.put("PADDOCK_KEY_FILE", secret("runner-key"));
        environment.put("PADDOCK_RUNNER_ID", "standalone");
        environment.put("PADDOCK_RUNNER_NAME", "standalone");
        environment.put("PADDOCK_RUNNER_SLOTS", Integer.toString(slots()));
        // Somebody waits at the terminal: what is not reviewed by then is handed back.
        environment.put("PADDOCK_RUNNER_STOP_GRACE", "3s");
        environment.put("PADDOCK_RUNNER_WORKDIR", layout.work().toString());
        environment.put("PADDOCK_RUNNER_CONTAINERS", containers);
        environment.put("PADDOCK_RUNNER_REVIEWER", layout.reviewer().toString());
        return program("runner agent", "runner-agent", layout.runnerAgent(), environment);
    }

    /// A review keeps two processors busy.
    private static int slots() {
        return Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, 4);
    }

    private Program program(String name, String file, Path jar, Map<String, String> environment) {
        return new Program(name, layout.logs().resolve(file + ".log"), command(layout, name, file, jar), environment);
    }

    /// How a packaged program is started; throws [CouldNotRun] when it is not built.
    static List<String> command(Layout layout, String name, String file, Path jar) {
        if (!Files.exists(jar)) {
            throw new CouldNotRun(
                    "The %s is not built: %s is missing; start Paddock by its launcher ./paddock, which builds it."
                            .formatted(name, jar));
        }
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        return List.of(java.toString(), "@" + layout.jvm(file), "-jar", jar.toString());
    }

    private String secret(String name) {
        return layout.secrets().resolve(name).toString();
    }
}
