package dev.paddock.runner.container.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Ulimit;
import dev.paddock.model.run.Scope;
import dev.paddock.model.task.Limits;
import dev.paddock.runner.container.NeedsDocker;
import dev.paddock.runner.container.ReviewContainers.Exit;
import dev.paddock.runner.container.ReviewContainers.Running;
import dev.paddock.runner.container.ReviewContainers.Started;
import dev.paddock.runner.container.ReviewSpec;
import dev.paddock.runner.result.Asked;
import dev.paddock.runner.result.ReadLimits;
import dev.paddock.runner.result.ReadReview;
import dev.paddock.runner.result.ReviewOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a reviewer in a container may and may not do; asked of the engine, and tried from inside.
@NeedsDocker
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SandboxTest {

    private static final Instant NOW = Instant.parse("2026-01-15T10:30:00Z");
    private static final Duration TIMEOUT = Duration.ofSeconds(50);

    private static DockerEngine engine;
    private static DockerContainers containers;

    @TempDir
    private Path folder;

    private final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();

    @BeforeAll
    static void connect() throws IOException {
        engine = DockerEngine.connect(DockerConfig.defaults());
        ShellImage.build(engine.calls());
        containers = DockerContainers.connect(DockerConfig.defaults(), InstantSource.fixed(NOW));
    }

    @AfterAll
    static void disconnect() {
        containers.close();
        engine.close();
    }

    @BeforeEach
    void layOutFolders() throws IOException {
        Files.createDirectories(folder.resolve("workspace"));
        Files.createDirectories(folder.resolve("out"));
        Files.writeString(folder.resolve("workspace/a file.txt"), "first\nsecond\n");
    }

    private ReviewSpec spec(String behaviour) throws IOException {
        return new ReviewSpec(
                "task-sandbox",
                ShellImage.NAME,
                null,
                folder.resolve("workspace"),
                Files.writeString(folder.resolve("task.json"), behaviour),
                folder.resolve("out"),
                new Limits(60, 64, 1.5, 32, "none", 1 << 20),
                TIMEOUT);
    }

    private Running start(String behaviour) throws Exception {
        var launch = containers.start(spec(behaviour), (stream, text) -> lines.add(text));
        assertThat(launch).isInstanceOf(Started.class);
        return ((Started) launch).running();
    }

    private Exit run(String behaviour) throws Exception {
        try (Running running = start(behaviour)) {
            return running.await();
        }
    }

    private static InspectContainerResponse inspect() {
        var found = engine.calls()
                .listContainersCmd()
                .withLabelFilter(Map.of(ContainerRecipe.TASK_LABEL, "task-sandbox"))
                .exec();
        assertThat(found).hasSize(1);
        return engine.calls().inspectContainerCmd(found.getFirst().getId()).exec();
    }

    @Test
    void theEngineHoldsEveryLimit() throws Exception {
        try (Running running = start("hang")) {
            HostConfig host = inspect().getHostConfig();

            assertThat(host.getNetworkMode()).isEqualTo("none");
            assertThat(host.getReadonlyRootfs()).isTrue();
            Map<String, String> tmp = Objects.requireNonNull(host.getTmpFs());
            assertThat(tmp).containsOnlyKeys("/tmp");
            assertThat(tmp.get("/tmp")).contains("nosuid", "nodev", "size=256m");
            assertThat(host.getCapDrop()).containsExactly(Capability.ALL);
            assertThat(host.getCapAdd()).isNullOrEmpty();
            assertThat(host.getSecurityOpts()).containsExactly("no-new-privileges");
            assertThat(host.getPrivileged()).isFalse();
            assertThat(host.getPidMode()).isEmpty();
            assertThat(host.getIpcMode()).isEqualTo("private");
            assertThat(host.getDevices()).isNullOrEmpty();
            assertThat(host.getPidsLimit()).isEqualTo(32);
            assertThat(host.getMemory()).isEqualTo(64L << 20);
            assertThat(host.getMemorySwap()).isEqualTo(64L << 20);
            assertThat(host.getNanoCPUs()).isEqualTo(1_500_000_000L);
            assertThat(host.getUlimits())
                    .contains(new Ulimit("fsize", 16L << 20, 16L << 20), new Ulimit("core", 0L, 0L));
            assertThat(host.getLogConfig().getType().getType()).isEqualTo("none");
            assertThat(host.getRestartPolicy().getName()).isIn("", "no");
            assertThat(host.getInit()).isTrue();
            running.stop(Duration.ZERO);
            assertThat(running.await()).isEqualTo(new Exit.Stopped());
        }
    }

    @Test
    void theContainerSeesThreeFoldersAndIsLabelled() throws Exception {
        try (Running running = start("hang")) {
            InspectContainerResponse container = inspect();

            assertThat(container.getMounts())
                    .extracting(mount ->
                            Objects.requireNonNull(mount.getDestination()).getPath() + " " + mount.getRW())
                    .containsExactlyInAnyOrder(
                            "/workspace false", "/paddock/task.json false", "/paddock/out true", "/data true");
            assertThat(container.getConfig().getUser()).isNotBlank().doesNotStartWith("0");
            assertThat(container.getConfig().getLabels())
                    .containsEntry("dev.paddock.task", "task-sandbox")
                    .containsEntry(
                            "dev.paddock.deadline",
                            Long.toString(NOW.plus(TIMEOUT)
                                    .plus(ContainerRecipe.MARGIN)
                                    .getEpochSecond()));
            assertThat(Arrays.stream(container.getConfig().getEnv()).map(entry -> entry.replaceFirst("=.*", "")))
                    .containsExactlyInAnyOrder(
                            "HOME", "LANG", "PADDOCK_WORKSPACE", "PADDOCK_TASK", "PADDOCK_OUT", "PATH");
            running.stop(Duration.ZERO);
        }
    }

    @Test
    void fromInsideNothingCanBeWrittenAndNoPowerIsLeft() throws Exception {
        run("escape");

        assertThat(lines)
                .contains("wrote to tmp", "CapEff:\t0000000000000000", "NoNewPrivs:\t1", "Seccomp:\t2")
                .doesNotContain("0", "wrote to root", "wrote to workspace", "wrote to task", "sees docker");
    }

    @Test
    void thereIsNoNetwork() throws Exception {
        run("network");

        assertThat(lines).contains("lo", "no network").doesNotContain("eth0");
    }

    @Test
    void aForkBombEndsAtTheProcessLimit() throws Exception {
        run("forks");

        assertThat(lines).anyMatch(line -> line.contains("can't fork"));
    }

    @Test
    void aVolumeOfTheImageIsSmallAndInMemory() throws Exception {
        run("volume");

        assertThat(lines).contains("wrote to volume").anyMatch(line -> line.startsWith("tmpfs on /data "));
    }

    @Test
    void noFileGrowsPastItsLimit() throws Exception {
        assertThat(run("big")).isEqualTo(new Exit.Exited(153));
        assertThat(folder.resolve("out/big")).hasSize(16L << 20);
    }

    @Test
    void anAgentThatIsNotRootLendsItsOwnUser() throws Exception {
        Files.setAttribute(folder.resolve("out"), "unix:uid", 1234);
        Files.setAttribute(folder.resolve("out"), "unix:gid", 4321);

        assertThat(run("closed")).isEqualTo(new Exit.Exited(0));

        Path closed = folder.resolve("out/closed");
        assertThat(Files.getAttribute(closed, "unix:uid")).isEqualTo(1234);
        assertThat(Files.getAttribute(closed, "unix:gid")).isEqualTo(4321);
    }

    @Test
    void aShellImageThatWritesSarifIsAReviewer() throws Exception {
        List<String> warnings = new ArrayList<>();

        Exit exit = run("sarif");
        ReviewOutcome outcome = read(exit, warnings);

        assertThat(outcome).isInstanceOfSatisfying(ReviewOutcome.Reviewed.class, reviewed -> {
            assertThat(reviewed.files()).hasSize(1);
            assertThat(reviewed.files().getFirst().path()).isEqualTo("a file.txt");
            assertThat(reviewed.files().getFirst().comments()).singleElement().satisfies(finding -> {
                assertThat(finding.line()).isEqualTo(2);
                assertThat(finding.type()).isEqualTo("no-todo");
                assertThat(finding.message()).isEqualTo("a finding");
            });
        });
        assertThat(warnings).singleElement().asString().contains("outside in /etc/passwd");
    }

    @Test
    void brokenSarifIsAFailedReview() throws Exception {
        assertThat(read(run("broken-sarif"), new ArrayList<>()))
                .isInstanceOfSatisfying(
                        ReviewOutcome.NotReviewed.class,
                        not -> assertThat(not.message()).startsWith("shell.sarif is not JSON"));
    }

    private ReviewOutcome read(Exit exit, List<String> warnings) {
        var asked = new Asked(folder.resolve("workspace"), folder.resolve("out"), List.of(), Scope.ALL, List.of(0));
        return new ReadReview(ReadLimits.defaults()).read(exit, asked, warnings::add);
    }

    @Test
    void whatIsInWorkIsNotReapedWhenTheClockIsSet() throws Exception {
        var clock = new AtomicReference<>(NOW);
        try (var own = DockerContainers.connect(
                        DockerConfig.defaults().ownedBy(folder.toString(), owner -> false), () -> clock.get());
                Running running = ((Started) own.start(spec("hang"), (stream, text) -> {})).running()) {
            clock.set(NOW.plus(Duration.ofDays(1)));

            own.reap();

            assertThat(inspect().getState().getRunning()).isTrue();
            running.stop(Duration.ZERO);
            assertThat(running.await()).isEqualTo(new Exit.Stopped());
        }
    }

    @Test
    void anAgentWhoseClockIsTenMinutesOffReapsNothingOfAnotherThatRuns() throws Exception {
        Duration off = Duration.ofMinutes(10);
        var spent = new AtomicReference<>(Duration.ZERO);
        try (Running running = start("hang")) {
            for (Duration offset : List.of(off, off.negated())) {
                try (var wrong = DockerContainers.connect(
                        DockerConfig.defaults().ownedBy(folder + "/other", owner -> false),
                        () -> NOW.plus(spent.get()).plus(offset))) {
                    // From its start to the last moment of its own time limit.
                    for (Duration moment : List.of(Duration.ZERO, TIMEOUT)) {
                        spent.set(moment);
                        wrong.reap();
                        assertThat(inspect().getState().getRunning()).isTrue();
                    }
                }
            }
            running.stop(Duration.ZERO);
            assertThat(running.await()).isEqualTo(new Exit.Stopped());
        }
    }

    @Test
    void whatIsPastItsDeadlineIsReapedWhoeverMadeIt() throws Exception {
        try (Running running = start("hang");
                var later = DockerContainers.connect(
                        DockerConfig.defaults(), InstantSource.fixed(NOW.plus(Duration.ofMinutes(16))))) {
            containers.reap();
            assertThat(inspect().getState().getRunning()).isTrue();

            later.reap();

            assertThat(running.await()).isInstanceOf(Exit.Broken.class);
            assertThat(engine.calls()
                            .listContainersCmd()
                            .withShowAll(true)
                            .withLabelFilter(Map.of(ContainerRecipe.TASK_LABEL, "task-sandbox"))
                            .exec())
                    .isEmpty();
        }
    }

    @Test
    void whatAnEarlierProcessOfThisRunnerLeftIsReapedAtOnceAndNobodyElses() throws Exception {
        DockerConfig own = DockerConfig.defaults().ownedBy(folder.toString(), owner -> false);
        try (var dead = DockerContainers.connect(own, InstantSource.fixed(NOW));
                var next = DockerContainers.connect(own, InstantSource.fixed(NOW));
                var other = DockerContainers.connect(
                        DockerConfig.defaults().ownedBy(folder + "/other", owner -> false), InstantSource.fixed(NOW));
                Running running = ((Started) dead.start(spec("hang"), (stream, text) -> {})).running()) {
            dead.reap();
            other.reap();
            assertThat(inspect().getState().getRunning()).isTrue();

            next.reap();

            assertThat(running.await()).isInstanceOf(Exit.Broken.class);
        }
    }

    @Test
    void whatAnotherRunnerLeftThatIsDeadIsReapedAtOnceWhateverTheClocksSay() throws Exception {
        DockerConfig dead = DockerConfig.defaults().ownedBy(folder + "/dead", owner -> false);
        DockerConfig next = DockerConfig.defaults().ownedBy(folder + "/next", (folder + "/dead")::equals);
        DockerConfig unsure = DockerConfig.defaults().ownedBy(folder + "/next", (folder + "/other")::equals);
        try (var left = DockerContainers.connect(dead, InstantSource.fixed(NOW.plus(Duration.ofMinutes(10))));
                var living = DockerContainers.connect(unsure, InstantSource.fixed(NOW));
                var follows = DockerContainers.connect(next, InstantSource.fixed(NOW));
                Running running = ((Started) left.start(spec("hang"), (stream, text) -> {})).running()) {
            living.reap();
            assertThat(inspect().getState().getRunning()).isTrue();

            follows.reap();

            assertThat(running.await()).isInstanceOf(Exit.Broken.class);
        }
    }
}
