package dev.paddock.runner.container.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.paddock.model.run.FailureReason;
import dev.paddock.runner.container.ReviewContainers;
import dev.paddock.runner.container.ReviewContainers.NotStarted;
import dev.paddock.runner.container.ReviewContainers.Running;
import dev.paddock.runner.container.ReviewContainersContract;
import dev.paddock.runner.container.ReviewSpec;
import dev.paddock.runner.container.supervise.OutBudget;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessContainersTest extends ReviewContainersContract {

    private static final String IMAGE = "paddock/reviewer:latest";

    @TempDir
    private static Path shared;

    @BeforeAll
    static void packReviewer() throws IOException {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, ShellReviewer.class.getName());
        String entry = ShellReviewer.class.getName().replace('.', '/') + ".class";
        try (var jar = new JarOutputStream(Files.newOutputStream(jar()), manifest);
                InputStream compiled = resource("/" + entry);
                InputStream script = resource("/reviewers/reviewer.sh")) {
            jar.putNextEntry(new JarEntry(entry));
            compiled.transferTo(jar);
            Files.copy(script, jar().resolveSibling("reviewer.sh"));
        }
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(ShellReviewer.class.getResourceAsStream(name));
    }

    private static Path jar() {
        return shared.resolve("reviewer.jar");
    }

    private Path scratch() {
        return folder.resolve("scratch");
    }

    private ProcessContainers at(InstantSource clock) {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return new ProcessContainers(new ProcessConfig(IMAGE, java, jar(), scratch(), OutBudget.defaults()), clock);
    }

    @Override
    protected ReviewContainers containers() {
        return at(InstantSource.system());
    }

    @Override
    protected String image() {
        return IMAGE;
    }

    @Override
    protected int leftBehind() throws IOException {
        long processes = ProcessHandle.current().descendants().count();
        if (!Files.exists(scratch())) {
            return (int) processes;
        }
        try (var folders = Files.list(scratch())) {
            return (int) (processes + folders.count());
        }
    }

    @Test
    void anyOtherImageNeedsAnEngine() throws Exception {
        ReviewSpec own = spec("hello", Duration.ofSeconds(60));
        var other = new ReviewSpec(
                own.taskId(),
                "semgrep:1",
                null,
                own.workspace(),
                own.taskFile(),
                own.out(),
                own.limits(),
                own.timeout());

        assertThat(containers().start(other, (stream, text) -> {}))
                .isEqualTo(new NotStarted(
                        FailureReason.IMAGE_UNAVAILABLE,
                        "image semgrep:1 needs a container engine, and this runner has none: "
                                + "without one only paddock/reviewer:latest runs"));
    }

    @Test
    void itSaysLoudlyThatThereIsNoSandbox() {
        assertThat(containers().describe()).startsWith("WARNING").contains("WITHOUT A SANDBOX");
    }

    @Test
    void aFileOverTheBudgetEndsTheReview() throws Exception {
        assertThat(run("big")).isEqualTo(new ReviewContainers.Exit.OverBudget("16 MiB a file"));
    }

    @Test
    void whatARunnerHasInWorkIsNotReapedWhenTheClockIsSet() throws Exception {
        var ahead = new AtomicReference<>(Duration.ZERO);
        ProcessContainers own = at(() -> Instant.now().plus(ahead.get()));
        try (Running running = start(own, "hang")) {
            ahead.set(Duration.ofDays(1));

            own.reap();

            assertThat(leftBehind()).isGreaterThan(1);
            running.stop(Duration.ZERO);
            assertThat(running.await()).isEqualTo(new ReviewContainers.Exit.Stopped());
        }
        assertThat(leftBehind()).isZero();
    }

    @Test
    void whatADeadAgentLeftIsReapedAtOnce() throws Exception {
        Files.createDirectories(scratch().resolve("review-without-a-word/home"));
        Files.writeString(
                Files.createDirectory(scratch().resolve("review-torn")).resolve("process"), "1\n\n");
        try (Running running = start(containers(), "hang")) {
            containers().reap();

            assertThat(running.await()).isEqualTo(new ReviewContainers.Exit.Exited(137));
            assertThat(leftBehind()).isZero();
        }
    }

    @Test
    void aProcessOfWhichNoWordCanBeLeftDoesNotGoOn() throws Exception {
        ReviewSpec spec = spec("hang", Duration.ofSeconds(60));

        assertThatThrownBy(() -> at(() -> Instant.MAX).start(spec, (stream, text) -> {}))
                .isInstanceOf(DateTimeException.class);

        await().untilAsserted(() -> assertThat(leftBehind()).isZero());
    }

    private Running start(ReviewContainers own, String behaviour) throws Exception {
        return ((ReviewContainers.Started) own.start(spec(behaviour, Duration.ofSeconds(60)), (stream, text) -> {}))
                .running();
    }
}
