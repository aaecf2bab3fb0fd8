package dev.paddock.runner.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.paddock.model.run.FailureReason;
import dev.paddock.model.task.Limits;
import dev.paddock.runner.container.ReviewContainers.Exit;
import dev.paddock.runner.container.ReviewContainers.Launch;
import dev.paddock.runner.container.ReviewContainers.NotStarted;
import dev.paddock.runner.container.ReviewContainers.Output;
import dev.paddock.runner.container.ReviewContainers.Running;
import dev.paddock.runner.container.ReviewContainers.Started;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What every way of running reviewers promises. The reviewer is a shell script that does what its task file says.
@Timeout(value = 300, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class ReviewContainersContract {

    private static final Duration LONG = Duration.ofMinutes(4);

    @TempDir
    protected Path folder;

    private final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();
    private final Output collected = (stream, text) -> lines.add(stream + " " + text);

    protected abstract ReviewContainers containers();

    /// The image that runs the script.
    protected abstract String image();

    /// How many containers or processes there are.
    protected abstract int leftBehind() throws IOException;

    @BeforeEach
    void layOutFolders() throws IOException {
        Files.createDirectories(folder.resolve("workspace"));
        Files.createDirectories(folder.resolve("out"));
        Files.writeString(folder.resolve("workspace/a file.txt"), "first\nsecond\n");
    }

    protected ReviewSpec spec(String behaviour, Duration timeout) throws IOException {
        Path task = Files.writeString(folder.resolve("task.json"), behaviour);
        return new ReviewSpec(
                "task-1",
                image(),
                null,
                folder.resolve("workspace"),
                task,
                folder.resolve("out"),
                new Limits(60, 96, 1.0, 64, "none", 1 << 20),
                timeout);
    }

    protected Running start(ReviewSpec spec, Output output) throws InterruptedException {
        Launch launch = containers().start(spec, output);
        assertThat(launch).isInstanceOf(Started.class);
        return ((Started) launch).running();
    }

    protected Exit run(String behaviour) throws Exception {
        try (Running running = start(spec(behaviour, LONG), collected)) {
            return running.await();
        }
    }

    protected List<String> lines() {
        return List.copyOf(lines);
    }

    @Test
    void everyLineArrivesWithItsStream() throws Exception {
        assertThat(run("hello")).isEqualTo(new Exit.Exited(0));
        assertThat(lines()).containsExactlyInAnyOrder("STDOUT to stdout", "STDERR to stderr");
    }

    @Test
    void theReviewersExitCodeIsTold() throws Exception {
        assertThat(run("exit7")).isEqualTo(new Exit.Exited(7));
    }

    @Test
    void theWorkspaceIsWhereItRunsAndCanBeRead() throws Exception {
        run("read");

        assertThat(lines())
                .startsWith("STDOUT first", "STDOUT second")
                .last()
                .asString()
                .endsWith("/workspace");
    }

    @Test
    void oddLinesAreMadeFit() throws Exception {
        run("odd-lines");

        assertThat(lines()).hasSize(3);
        String cut = lines().getFirst().substring("STDOUT ".length());
        assertThat(cut).startsWith("xxx").endsWith("[cut: the line is longer than 16 KiB]");
        assertThat(cut.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(16 * 1024);
        assertThat(lines()).endsWith("STDOUT ab\uFFFDc", "STDOUT no end");
    }

    @Test
    void aGigabyteOfOutputPassesThrough() throws Exception {
        var bytes = new AtomicLong();
        try (Running running = start(spec("flood", LONG), (stream, text) -> bytes.addAndGet(text.length() + 1))) {
            assertThat(running.await()).isEqualTo(new Exit.Exited(0));
        }
        assertThat(bytes).hasValueGreaterThan((1L << 30) - 1);
    }

    @Test
    void whoIsSlowToTakeOutputSlowsTheReviewerDown() throws Exception {
        var open = new CountDownLatch(1);
        try (Running running = start(spec("flood-then-file", LONG), (stream, text) -> awaitUnchecked(open))) {
            await().during(Duration.ofSeconds(1)).until(() -> !Files.exists(folder.resolve("out/done")));
            open.countDown();
            assertThat(running.await()).isEqualTo(new Exit.Exited(0));
        }
        assertThat(folder.resolve("out/done")).exists();
    }

    @Test
    void anOutputThatThrowsIsToldToWhoWaits() throws Exception {
        try (Running running = start(spec("hello", LONG), (stream, text) -> {
            throw new IllegalStateException("the log is full");
        })) {
            assertThatThrownBy(running::await).hasMessage("the log is full");
        }
    }

    @Test
    void aReviewerThatHangsIsKilledAtItsTimeLimit() throws Exception {
        Duration limit = Duration.ofSeconds(1);
        try (Running running = start(spec("stubborn", limit), collected)) {
            assertThat(running.await()).isEqualTo(new Exit.TimedOut(limit));
        }
        assertThat(leftBehind()).isZero();
    }

    @Test
    void aReviewerThatIgnoresTheRequestToStopIsKilled() throws Exception {
        try (Running running = start(spec("stubborn", LONG), collected)) {
            await().until(() -> lines.contains("STDOUT ready"));
            running.stop(Duration.ofSeconds(1));
            running.stop(Duration.ofSeconds(1));
            assertThat(running.await()).isEqualTo(new Exit.Stopped());
        }
    }

    @Test
    void stoppingWithoutGraceKillsAtOnce() throws Exception {
        try (Running running = start(spec("stubborn", LONG), collected)) {
            await().until(() -> lines.contains("STDOUT ready"));
            running.stop(Duration.ofSeconds(50));
            running.stop(Duration.ZERO);
            assertThat(CompletableFuture.supplyAsync(() -> awaited(running))).succeedsWithin(Duration.ofSeconds(20));
        }
    }

    @Test
    void stoppingAfterTheEndDoesNothing() throws Exception {
        try (Running running = start(spec("exit7", LONG), collected)) {
            assertThat(running.await()).isEqualTo(new Exit.Exited(7));
            running.stop(Duration.ZERO);
            assertThat(running.await()).isEqualTo(new Exit.Exited(7));
        }
    }

    @Test
    void tooManyBytesInTheOutFolderEndTheReview() throws Exception {
        assertThat(run("much")).isEqualTo(new Exit.OverBudget("64 MiB"));
    }

    @Test
    void tooManyFilesInTheOutFolderEndTheReview() throws Exception {
        assertThat(run("many")).isEqualTo(new Exit.OverBudget("1000 files"));
    }

    @Test
    void tooManyFoldersInFoldersEndTheReviewAndCanBeDeleted() throws Exception {
        assertThat(run("deep")).isInstanceOf(Exit.OverBudget.class);
        // JUnit deletes the folder by its whole path, which fails where one is too long.
        try (var found = Files.walk(folder.resolve("out"))) {
            assertThat(found)
                    .allSatisfy(path -> assertThat(path.toString().length()).isLessThan(4096));
        }
    }

    @Test
    void aFolderThatTheReviewerClosedIsOpenInTheEnd() throws Exception {
        run("closed");

        assertThat(Files.getPosixFilePermissions(folder.resolve("out/closed/inner")))
                .hasSize(3);
    }

    @Test
    void runningOutOfMemoryIsTold() throws Exception {
        assertThat(run("memory")).isEqualTo(new Exit.OutOfMemory(96));
    }

    @Test
    void nothingOfTheAgentsEnvironmentGetsIn() throws Exception {
        run("env");

        assertThat(lines())
                .allMatch(line ->
                        line.matches("STDOUT (HOME|LANG|LC_ALL|HOSTNAME|PATH|PWD|OLDPWD|SHLVL|_|PADDOCK_[A-Z]+)=.*"))
                .anyMatch(line -> line.startsWith("STDOUT PADDOCK_OUT="));
    }

    @Test
    void closingEndsAReviewInTheMiddleAndLeavesNothing() throws Exception {
        Running running = start(spec("hang", LONG), collected);
        running.close();
        running.close();

        assertThat(leftBehind()).isZero();
    }

    @Test
    void aMissingImageIsSaidInASentence() throws Exception {
        ReviewSpec known = spec("hello", LONG);
        var unknown = new ReviewSpec(
                "task-1",
                "paddock/no-such-image:latest",
                null,
                known.workspace(),
                known.taskFile(),
                known.out(),
                known.limits(),
                LONG);

        Launch launch = containers().start(unknown, collected);

        assertThat(launch).isInstanceOfSatisfying(NotStarted.class, not -> {
            assertThat(not.reason()).isIn(FailureReason.IMAGE_MISSING, FailureReason.IMAGE_UNAVAILABLE);
            assertThat(not.message()).contains("paddock/no-such-image:latest");
        });
        assertThat(leftBehind()).isZero();
    }

    private static Exit awaited(Running running) {
        try {
            return running.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitUnchecked(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
