package dev.paddock.runner.container.docker;

import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import com.github.dockerjava.api.model.WaitResponse;
import dev.paddock.runner.container.ReviewContainers.Exit;
import dev.paddock.runner.container.ReviewContainers.Output;
import dev.paddock.runner.container.ReviewContainers.Running;
import dev.paddock.runner.container.ReviewSpec;
import dev.paddock.runner.container.supervise.Ending;
import dev.paddock.runner.container.supervise.Lines;
import dev.paddock.runner.container.supervise.OutBudget;
import dev.paddock.runner.container.supervise.OutFolder;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// One container from its start to its removal.
///
/// Its output comes through an attached stream: whoever is slow to take it slows the container down, since engine and
/// kernel buffer about a megabyte and then let the writer wait.
final class DockerRunning implements Running {

    private static final Logger LOG = Logger.getLogger(DockerRunning.class);

    /// From the kill to the engine's word that the container has ended.
    private static final Duration KILL_LIMIT = Duration.ofSeconds(30);

    /// From the container's end to its last line: who takes longer to accept output loses the rest.
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(30);

    private final DockerEngine engine;
    private final String id;
    private final ReviewSpec spec;
    private final OutFolder out;
    private final ForeignImage image;
    private final Lines stdout;
    private final Lines stderr;
    private final Ending ending = new Ending();
    private final AtomicInteger code = new AtomicInteger(-1);
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Runnable whenClosed;
    private final Awaited<Frame> output = new Awaited<>(this::take);
    private final Awaited<WaitResponse> exit = new Awaited<>(end -> code.set(end.getStatusCode()));
    private OutFolder.@Nullable Watch watch;
    private long startedAt;

    /// @param whenClosed run when it was tried to remove the container
    DockerRunning(
            DockerEngine engine,
            String id,
            ReviewSpec spec,
            OutBudget budget,
            ForeignImage output,
            Runnable whenClosed) {
        this.engine = engine;
        this.id = id;
        this.spec = spec;
        this.out = new OutFolder(spec.out(), budget);
        this.image = output;
        this.whenClosed = whenClosed;
        this.stdout = new Lines(Output.Stream.STDOUT, output);
        this.stderr = new Lines(Output.Stream.STDERR, output);
    }

    /// Throws when the engine cannot start the container; it must be closed then, too.
    void start() throws InterruptedException {
        engine.streams()
                .attachContainerCmd(id)
                .withStdOut(true)
                .withStdErr(true)
                .withFollowStream(true)
                .exec(output);
        output.awaitStart(KILL_LIMIT);
        engine.calls().startContainerCmd(id).exec();
        startedAt = System.nanoTime();
        watch = out.watch(this::overBudget);
        engine.streams().waitContainerCmd(id).exec(exit);
    }

    private void take(Frame frame) {
        Lines lines = frame.getStreamType() == StreamType.STDERR ? stderr : stdout;
        lines.accept(frame.getPayload(), frame.getPayload().length);
    }

    private void overBudget(String budget) {
        ending.because(new Exit.OverBudget(budget));
        tell("kill", () -> engine.calls().killContainerCmd(id).exec());
    }

    @Override
    public Exit await() throws InterruptedException {
        Exit end;
        try {
            end = awaitContainer();
        } catch (RuntimeException e) {
            end = new Exit.Broken("the engine lost the container: " + DockerEngine.reason(e));
        }
        drain();
        return image.judge(end);
    }

    private Exit awaitContainer() throws InterruptedException {
        Duration used = Duration.ofNanos(System.nanoTime() - startedAt);
        if (!exit.awaitEnd(spec.timeout().minus(used))) {
            ending.because(new Exit.TimedOut(spec.timeout()));
            tell("kill", () -> engine.calls().killContainerCmd(id).exec());
            if (!exit.awaitEnd(KILL_LIMIT)) {
                return new Exit.Broken("the engine did not kill the container at its time limit");
            }
        }
        Optional<String> excess = out.excess();
        excess.ifPresent(budget -> ending.because(new Exit.OverBudget(budget)));
        return ending.or(natural());
    }

    // A memory kill of a helper process that the reviewer got over is no reason to throw its work away.
    private Exit natural() {
        if (code.get() < 0) {
            return new Exit.Broken("the engine did not say how the container ended");
        }
        var state = engine.calls().inspectContainerCmd(id).exec().getState();
        return code.get() != 0 && Boolean.TRUE.equals(state.getOOMKilled())
                ? new Exit.OutOfMemory(spec.limits().memoryMb())
                : new Exit.Exited(code.get());
    }

    private void drain() throws InterruptedException {
        try {
            if (!output.awaitEnd(DRAIN_LIMIT)) {
                LOG.warnf("Task %s: its output was not taken within %s; the rest is lost", spec.taskId(), DRAIN_LIMIT);
                return;
            }
        } catch (RuntimeException e) {
            LOG.warnf("Task %s: the end of its output is lost: %s", spec.taskId(), DockerEngine.reason(e));
        }
        stdout.end();
        stderr.end();
    }

    @Override
    public void stop(Duration grace) {
        if (exit.isOver()) {
            return;
        }
        ending.because(new Exit.Stopped());
        Thread.ofVirtual().name("stop-container").start(() -> {
            if (grace.isZero()) {
                tell("kill", () -> engine.calls().killContainerCmd(id).exec());
            } else {
                int seconds = (int) Math.max(1, grace.toSeconds());
                tell(
                        "stop",
                        () -> engine.streams()
                                .stopContainerCmd(id)
                                .withTimeout(seconds)
                                .exec());
            }
        });
    }

    // What has ended cannot be told to; what the engine does not do is seen by who waits for the end.
    private void tell(String what, Runnable call) {
        try {
            call.run();
        } catch (NotFoundException | ConflictException e) {
            LOG.debugf("Nothing to %s in task %s: %s", what, spec.taskId(), DockerEngine.reason(e));
        } catch (RuntimeException e) {
            LOG.warnf("Cannot %s the container of task %s: %s", what, spec.taskId(), DockerEngine.reason(e));
        }
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        if (watch != null) {
            watch.close();
        }
        tell("remove", () -> DockerContainers.remove(engine, id));
        whenClosed.run();
        try (output;
                exit) {
            out.settle();
        } catch (IOException e) {
            LOG.warnf("Task %s: its out folder could not be put in order: %s", spec.taskId(), e);
        }
    }
}
