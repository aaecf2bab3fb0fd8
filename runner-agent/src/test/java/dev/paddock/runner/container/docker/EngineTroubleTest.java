package dev.paddock.runner.container.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.model.Container;
import com.sun.net.httpserver.HttpServer;
import dev.paddock.model.run.FailureReason;
import dev.paddock.model.task.Limits;
import dev.paddock.runner.container.NeedsDocker;
import dev.paddock.runner.container.ReviewContainers;
import dev.paddock.runner.container.ReviewContainers.Exit;
import dev.paddock.runner.container.ReviewContainers.Launch;
import dev.paddock.runner.container.ReviewContainers.NotStarted;
import dev.paddock.runner.container.ReviewContainers.Running;
import dev.paddock.runner.container.ReviewContainers.Started;
import dev.paddock.runner.container.ReviewSpec;
import dev.paddock.runner.container.choice.EngineChoice;
import dev.paddock.runner.container.process.ProcessConfig;
import dev.paddock.runner.container.process.ProcessContainers;
import dev.paddock.runner.container.supervise.OutBudget;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Engines that are not there, break, or cannot have an image.
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EngineTroubleTest {

    @TempDir
    private Path folder;

    // Its own in each test: others may use the same engine.
    private final String task = "task-trouble-" + UUID.randomUUID();

    private final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();

    private static DockerConfig at(String host) {
        DockerConfig plain = DockerConfig.defaults();
        return new DockerConfig(
                host,
                plain.outBudget(),
                plain.tmpMb(),
                plain.neverPulled(),
                plain.pullTimeout(),
                plain.callTimeout(),
                null,
                other -> false);
    }

    private ReviewSpec spec(String image, String behaviour) throws IOException {
        return new ReviewSpec(
                task,
                image,
                null,
                Files.createDirectories(folder.resolve("workspace")),
                Files.writeString(folder.resolve("task.json"), behaviour),
                Files.createDirectories(folder.resolve("out")),
                new Limits(60, 64, 1, 32, "none", 1 << 20),
                Duration.ofSeconds(50));
    }

    private ProcessConfig process() {
        return new ProcessConfig(
                "paddock/reviewer:latest", Path.of("java"), Path.of("none.jar"), folder, OutBudget.defaults());
    }

    @Test
    void noEngineIsTroubleAndSaidInOneSentenceWithWhatToDo() {
        try (ReviewContainers engine =
                EngineChoice.DOCKER.open(at("unix:///no/such.sock"), process(), InstantSource.system())) {
            assertThat(engine.trouble())
                    .hasValue("no Docker engine answers at unix:///no/such.sock: No such file or directory;"
                            + " start one there that this user may use, or name another in DOCKER_HOST");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "docker.sock",
                "/run/docker.sock",
                "tcp://",
                "tcp://:1",
                "tcp://a:b",
                "tcp://a:65536",
                "http://a",
                "unix:",
                "unix:docker.sock",
                "a b"
            })
    void whereNoEngineCanEverBeIsRefused(String host) {
        for (EngineChoice choice : List.of(EngineChoice.DOCKER, EngineChoice.AUTO)) {
            assertThatThrownBy(() -> choice.open(at(host), process(), InstantSource.system()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("DOCKER_HOST");
        }
    }

    @Test
    @NeedsDocker
    void anEngineThatComesLateIsTakenAndWhatWasLeftBeforeGoes() throws Exception {
        Path socket = folder.resolve("docker.sock");
        Path left = Files.createDirectories(folder.resolve("review-left-1"));
        try (ReviewContainers engine =
                EngineChoice.DOCKER.open(at("unix://" + socket), process(), InstantSource.system())) {
            assertThat(engine.trouble()).isPresent();
            assertThat(engine.start(spec(ShellImage.NAME, "quiet"), (stream, text) -> {}))
                    .isEqualTo(new NotStarted(FailureReason.SANDBOX_FAILED, "no Docker engine has answered yet"));
            engine.reap();
            assertThat(left).exists();

            Files.createSymbolicLink(socket, Path.of("/var/run/docker.sock"));

            assertThat(engine.trouble()).isEmpty();
            assertThat(engine.describe()).startsWith("Docker ");
            assertThat(left).doesNotExist();
        }
    }

    @Test
    void withoutAnEngineTheBuiltInReviewerRunsAsAProcess() throws Exception {
        try (ReviewContainers chosen =
                EngineChoice.AUTO.open(at("unix:///no/such.sock"), process(), InstantSource.system())) {
            assertThat(chosen).isInstanceOf(ProcessContainers.class);
        }
    }

    @Test
    @NeedsDocker
    void withAnEngineItIsTaken() throws Exception {
        try (ReviewContainers chosen =
                EngineChoice.AUTO.open(DockerConfig.defaults(), process(), InstantSource.system())) {
            assertThat(chosen.describe()).startsWith("Docker ").contains("no network");
        }
    }

    @Test
    @NeedsDocker
    void whatRanAsAProcessBeforeThereWasAnEngineGoesWhenThereIsOne() throws Exception {
        Path home = Files.createDirectories(folder.resolve("review-left-1/home"));
        Files.writeString(home.resolve("x"), "x");
        Path foreign = Files.createDirectories(folder.resolve("somebody-elses"));

        EngineChoice.AUTO
                .open(DockerConfig.defaults(), process(), InstantSource.system())
                .close();

        assertThat(folder.resolve("review-left-1")).doesNotExist();
        assertThat(foreign).exists();
    }

    @Test
    @NeedsDocker
    void aRegistryThatCannotBeReachedMayBeThereLater() throws Exception {
        assertThat(start("127.0.0.1:1/some/reviewer:1", DockerConfig.defaults()))
                .isInstanceOfSatisfying(NotStarted.class, not -> {
                    assertThat(not.reason()).isEqualTo(FailureReason.IMAGE_UNAVAILABLE);
                    assertThat(not.message()).startsWith("image 127.0.0.1:1/some/reviewer:1 cannot be pulled: ");
                });
    }

    @Test
    @NeedsDocker
    void aRegistryThatDoesNotHaveTheImageIsFinal() throws Exception {
        HttpServer registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        registry.createContext("/v2/", exchange -> {
            boolean ping = exchange.getRequestURI().getPath().equals("/v2/");
            byte[] body = (ping
                            ? "{}"
                            : "{\"errors\": [{\"code\": \"MANIFEST_UNKNOWN\", \"message\": \"manifest unknown\"}]}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(ping ? 200 : 404, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        registry.start();
        try {
            String image =
                    "127.0.0.1:%d/some/reviewer".formatted(registry.getAddress().getPort());
            assertThat(start(image, DockerConfig.defaults())).isInstanceOfSatisfying(NotStarted.class, not -> {
                assertThat(not.reason()).isEqualTo(FailureReason.IMAGE_MISSING);
                assertThat(not.message()).startsWith("there is no image " + image);
            });
        } finally {
            registry.stop(0);
        }
    }

    @Test
    @NeedsDocker
    void aPullThatTheRegistryRefusesIsLeftToARunnerThatMay() throws Exception {
        try (RefusingRegistry registry = RefusingRegistry.start()) {
            assertThat(start(registry.image(), DockerConfig.defaults()))
                    .isInstanceOfSatisfying(NotStarted.class, not -> {
                        assertThat(not.reason()).isEqualTo(FailureReason.IMAGE_UNAVAILABLE);
                        assertThat(not.message()).startsWith("the registry refuses image " + registry.image());
                    });
        }
    }

    @Test
    @NeedsDocker
    void anImageForAnotherArchitectureIsNamedWithWhatTheEngineRuns() throws Exception {
        String platform;
        try (DockerEngine engine = DockerEngine.connect(DockerConfig.defaults())) {
            ShellImage.build(engine.calls());
            ShellImage.buildForeign(engine.calls());
            platform = engine.platform();
        }
        try (var containers = DockerContainers.connect(DockerConfig.defaults(), InstantSource.system())) {
            Launch launch = containers.start(spec(ShellImage.FOREIGN, "quiet"), (stream, text) -> {});
            try (Running running = ((Started) launch).running()) {
                assertThat(running.await())
                        .isEqualTo(new Exit.Broken(
                                "image %s is for linux/%s and does not run on this engine, which is for %s"
                                        .formatted(ShellImage.FOREIGN, ShellImage.foreignArchitecture(), platform)));
            }
            // The runner stays up for images that fit.
            assertThat(containers.trouble()).isEmpty();
            Launch next = containers.start(spec(ShellImage.NAME, "quiet"), (stream, text) -> {});
            try (Running running = ((Started) next).running()) {
                assertThat(running.await()).isEqualTo(new Exit.Exited(0));
            }
        }
    }

    @Test
    @NeedsDocker
    void anEngineThatIsGoneIsTrouble() throws Exception {
        try (var proxy = new CuttableProxy(Path.of(URI.create("file:///var/run/docker.sock")));
                var containers = DockerContainers.connect(at(proxy.host()), InstantSource.system())) {
            assertThat(containers.trouble()).isEmpty();

            proxy.cut();

            assertThat(containers.trouble())
                    .hasValueSatisfying(why -> assertThat(why).startsWith("the Docker engine does not answer: "));
            assertThat(containers.start(spec(ShellImage.NAME, "quiet"), (stream, text) -> {}))
                    .isInstanceOfSatisfying(
                            NotStarted.class, not -> assertThat(not.reason()).isEqualTo(FailureReason.SANDBOX_FAILED));
        }
    }

    @Test
    @NeedsDocker
    void aNameThatIsNoneIsFinal() throws Exception {
        assertThat(start("Not A Name", DockerConfig.defaults()))
                .isInstanceOfSatisfying(
                        NotStarted.class, not -> assertThat(not.reason()).isEqualTo(FailureReason.IMAGE_MISSING));
    }

    private Launch start(String image, DockerConfig config) throws Exception {
        try (var containers = DockerContainers.connect(config, InstantSource.system())) {
            return containers.start(spec(image, "quiet"), (stream, text) -> {});
        }
    }

    @Test
    @NeedsDocker
    void anEngineThatBreaksInTheMiddleIsToldAndItsContainerIsReapedLater() throws Exception {
        try (DockerEngine engine = DockerEngine.connect(DockerConfig.defaults())) {
            ShellImage.build(engine.calls());
        }
        try (var proxy = new CuttableProxy(Path.of(URI.create("file:///var/run/docker.sock")));
                var containers = DockerContainers.connect(at(proxy.host()), InstantSource.system());
                var reaper = DockerContainers.connect(
                        DockerConfig.defaults(), InstantSource.offset(InstantSource.system(), Duration.ofHours(1)))) {
            var launch = containers.start(spec(ShellImage.NAME, "stubborn"), (stream, text) -> lines.add(text));
            try (Running running = ((Started) launch).running()) {
                await().until(() -> lines.contains("ready"));
                proxy.cut();
                assertThat(running.await()).isInstanceOf(Exit.Broken.class);
            } finally {
                reaper.reap();
            }
        }
        assertThat(leftBehind()).isEmpty();
    }

    @Test
    @NeedsDocker
    void aStartThatIsInterruptedLeavesNoContainerWhereverItWas() throws Exception {
        try (DockerEngine engine = DockerEngine.connect(DockerConfig.defaults())) {
            ShellImage.build(engine.calls());
        }
        try (var containers = DockerContainers.connect(DockerConfig.defaults(), InstantSource.system())) {
            for (int afterMs = 0; afterMs < 300; afterMs += 20) {
                interruptedStart(containers, afterMs);
            }
            // What is being removed is still listed for a moment.
            await().untilAsserted(() -> assertThat(leftBehind()).isEmpty());
        }
    }

    /// On a virtual thread, as tasks are: there an interrupt breaks every call to the engine.
    private void interruptedStart(DockerContainers containers, int afterMs) throws Exception {
        ReviewSpec spec = spec(ShellImage.NAME, "hang");
        Thread starting = Thread.ofVirtual().start(() -> {
            try {
                if (containers.start(spec, (stream, text) -> {}) instanceof Started(Running running)) {
                    Thread.interrupted();
                    running.close();
                }
            } catch (InterruptedException e) {
                lines.add("interrupted");
            }
        });
        starting.join(Duration.ofMillis(afterMs));
        starting.interrupt();
        starting.join();
    }

    private List<Container> leftBehind() throws IOException {
        try (DockerEngine engine = DockerEngine.connect(DockerConfig.defaults())) {
            return engine.calls()
                    .listContainersCmd()
                    .withShowAll(true)
                    .withLabelFilter(List.of(ContainerRecipe.TASK_LABEL + "=" + task))
                    .exec();
        }
    }
}
