package dev.paddock.runner.container.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.model.task.Limits;
import dev.paddock.runner.container.ReviewContainers.Exit;
import dev.paddock.runner.container.ReviewContainers.Running;
import dev.paddock.runner.container.ReviewContainers.Started;
import dev.paddock.runner.container.ReviewSpec;
import dev.paddock.runner.container.supervise.OutBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// With an engine of an ordinary user, as `deploy/images/rootless-engine.sh` starts one: CI does, and names its socket
/// in
/// `PADDOCK_ROOTLESS_ENGINE`.
class RootlessEngineTest {

    @TempDir
    Path folder;

    @Test
    void aReviewerReadsItsWorkspaceAndWritesItsReport() throws Exception {
        String host = System.getenv("PADDOCK_ROOTLESS_ENGINE");
        Assumptions.assumeTrue(host != null || System.getenv("PADDOCK_CI") != null, "no rootless Docker engine");
        var config = new DockerConfig(
                host,
                OutBudget.defaults(),
                64,
                List.of("paddock/"),
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                null,
                other -> false);
        var lines = new ConcurrentLinkedQueue<String>();
        try (DockerEngine engine = DockerEngine.connect(config);
                DockerContainers containers = DockerContainers.connect(config, InstantSource.system())) {
            assertThat(engine.rootless()).isTrue();
            ShellImage.build(engine.calls());
            Started started = (Started) containers.start(spec(host), (stream, text) -> lines.add(text));
            try (Running running = started.running()) {
                assertThat(running.await()).isEqualTo(new Exit.Exited(0));
            }
        }
        assertThat(lines).contains("first");
        assertThat(folder.resolve("out/done")).exists();
        // The engine's user owns it, so an agent of that user can delete it.
        assertThat(Files.getAttribute(folder.resolve("out/done"), "unix:uid"))
                .isEqualTo(Files.getAttribute(folder.resolve("out"), "unix:uid"));
    }

    /// Folders of the engine's user that nobody else may open.
    private ReviewSpec spec(String host) throws IOException {
        Object user = Files.getAttribute(Path.of(host.substring("unix://".length())), "unix:uid");
        Path workspace = Files.createDirectories(folder.resolve("workspace"));
        Files.writeString(workspace.resolve("a file.txt"), "first\n");
        Path out = Files.createDirectories(folder.resolve("out"));
        Path task = Files.writeString(folder.resolve("task.json"), "read-and-report");
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.toList()) {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
                Files.setAttribute(path, "unix:uid", user);
            }
        }
        return new ReviewSpec(
                "task-rootless",
                ShellImage.NAME,
                null,
                workspace,
                task,
                out,
                new Limits(60, 96, 1.0, 64, "none", 1 << 20),
                Duration.ofMinutes(2));
    }
}
