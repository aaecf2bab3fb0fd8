package dev.paddock.runner.container.process;

import dev.paddock.model.run.FailureReason;
import dev.paddock.runner.container.ReviewContainers;
import dev.paddock.runner.container.ReviewSpec;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/// The built-in reviewer as a child process: no sandbox, so no other reviewer is run.
public final class ProcessContainers implements ReviewContainers {

    private static final Logger LOG = Logger.getLogger(ProcessContainers.class);

    /// What a reviewer's time limit does not count: stopping it, the last of its output, cleaning up.
    private static final Duration MARGIN = Duration.ofMinutes(2);

    /// A JVM's own share beside its heap: code, threads, collector.
    private static final int OVERHEAD_MB = 128;

    private final ProcessConfig config;
    private final InstantSource clock;
    private final String own = "review-" + UUID.randomUUID() + "-";

    /// The scratch folders of reviews that are not closed.
    private final Set<Path> open = ConcurrentHashMap.newKeySet();

    public ProcessContainers(ProcessConfig config, InstantSource clock) {
        this.config = config;
        this.clock = clock;
    }

    @Override
    public String describe() {
        return "WARNING: no container engine, so the built-in reviewer runs as a plain process WITHOUT A SANDBOX;"
                + " limited are its time, its heap and its out folder (%s)"
                        .formatted(config.outBudget().describe());
    }

    @Override
    public Launch start(ReviewSpec spec, Output output) {
        if (!spec.image().equals(config.image())) {
            return new NotStarted(
                    FailureReason.IMAGE_UNAVAILABLE,
                    "image %s needs a container engine, and this runner has none: without one only %s runs"
                            .formatted(spec.image(), config.image()));
        }
        if (!Files.isReadable(config.jar())) {
            return new NotStarted(
                    FailureReason.SANDBOX_FAILED,
                    "the built-in reviewer is not where it should be, at %s".formatted(config.jar()));
        }
        try {
            return launch(spec, output);
        } catch (IOException e) {
            return new NotStarted(
                    FailureReason.SANDBOX_FAILED, "the reviewer's process did not start: " + e.getMessage());
        }
    }

    private Launch launch(ReviewSpec spec, Output output) throws IOException {
        Scratch scratch = Scratch.make(config.scratch(), own);
        open.add(scratch.folder());
        try {
            return new Started(supervised(builder(spec, scratch).start(), scratch, spec, output));
        } catch (IOException | RuntimeException e) {
            open.remove(scratch.folder());
            scratch.delete();
            throw e;
        }
    }

    private Running supervised(Process process, Scratch scratch, ReviewSpec spec, Output output) throws IOException {
        try {
            scratch.note(
                    process.toHandle(), clock.instant().plus(spec.timeout()).plus(MARGIN));
            return new ProcessRunning(
                    process, scratch, spec, config.outBudget(), output, () -> open.remove(scratch.folder()));
        } catch (IOException | RuntimeException e) {
            // Without word of it, or a watch on it, it would go on for as long as it likes.
            ProcessRunning.killTree(process.toHandle());
            throw e;
        }
    }

    private ProcessBuilder builder(ReviewSpec spec, Scratch scratch) {
        var builder = new ProcessBuilder(command(spec, scratch))
                .directory(spec.workspace().toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        Map<String, String> environment = builder.environment();
        environment.clear();
        // Without it a JVM cannot open files whose names are not ASCII.
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("HOME", scratch.home().toString());
        environment.put("PADDOCK_WORKSPACE", absolute(spec.workspace()));
        environment.put("PADDOCK_TASK", absolute(spec.taskFile()));
        environment.put("PADDOCK_OUT", absolute(spec.out()));
        return builder;
    }

    private List<String> command(ReviewSpec spec, Scratch scratch) {
        int memory = spec.limits().memoryMb();
        List<String> command = new ArrayList<>(List.of(
                absolute(config.java()),
                "-Xmx%dm".formatted(Math.max(memory / 2, memory - OVERHEAD_MB)),
                "-XX:ActiveProcessorCount=%d"
                        .formatted((int) Math.max(1, Math.ceil(spec.limits().cpus()))),
                // As in the image: analysers go deep, and a small heap is best served by the simplest collector.
                "-Xss4m",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-XX:+ExitOnOutOfMemoryError",
                "-Djava.io.tmpdir=" + scratch.home(),
                "-Dfile.encoding=UTF-8",
                // Made beside the jar by the build; where it is missing the start takes longer, and nothing is said.
                "-XX:AOTCache=" + absolute(config.jar().resolveSibling("reviewer.aot")),
                "-Xlog:aot=off",
                "-Xlog:cds=off",
                "-jar",
                absolute(config.jar())));
        if (spec.command() != null) {
            command.addAll(spec.command());
        }
        return command;
    }

    private static String absolute(Path path) {
        return path.toAbsolutePath().toString();
    }

    /// A process needs nobody else.
    @Override
    public Optional<String> trouble() {
        return Optional.empty();
    }

    @Override
    public void reap() {
        if (!Files.isDirectory(config.scratch())) {
            return;
        }
        try (var left = Files.newDirectoryStream(config.scratch(), "review-*")) {
            left.forEach(folder -> reap(new Scratch(folder)));
        } catch (IOException | DirectoryIteratorException e) {
            LOG.warnf("Cannot look for earlier reviews in %s: %s", config.scratch(), e);
        }
    }

    private void reap(Scratch scratch) {
        try {
            // The scratch folder is one runner's: what this process did not make, nobody waits for. What is in work is
            // ended by its own time limit alone: the wall clock may be set at any time.
            boolean closed = !open.contains(scratch.folder());
            if (!scratch.isNamed(own) || (closed && scratch.isPast(clock.instant()))) {
                LOG.infof("Removing %s, which nobody needs", scratch.folder());
                scratch.process().ifPresent(ProcessRunning::killTree);
                scratch.delete();
            }
        } catch (IOException e) {
            LOG.warnf("Cannot remove %s: %s", scratch.folder(), e);
        }
    }

    @Override
    public void close() {
        // Every review is closed by who started it.
    }
}
