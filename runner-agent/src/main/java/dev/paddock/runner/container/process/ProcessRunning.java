package dev.paddock.runner.container.process;

import dev.paddock.runner.container.ReviewContainers.Exit;
import dev.paddock.runner.container.ReviewContainers.Output;
import dev.paddock.runner.container.ReviewContainers.Running;
import dev.paddock.runner.container.ReviewSpec;
import dev.paddock.runner.container.supervise.Ending;
import dev.paddock.runner.container.supervise.Lines;
import dev.paddock.runner.container.supervise.OutBudget;
import dev.paddock.runner.container.supervise.OutFolder;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/// One child process from its start to the removal of its scratch folder.
final class ProcessRunning implements Running {

    private static final Logger LOG = Logger.getLogger(ProcessRunning.class);

    /// What a JVM started with `-XX:+ExitOnOutOfMemoryError` ends with.
    private static final int OUT_OF_MEMORY = 3;

    /// From the process's end to its last line: who takes longer to accept output loses the rest.
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(30);

    private final Process process;
    private final Scratch scratch;
    private final ReviewSpec spec;
    private final OutFolder out;
    private final Lines stdout;
    private final Lines stderr;
    private final Thread readingStdout;
    private final Thread readingStderr;
    private final OutFolder.Watch watch;
    private final Ending ending = new Ending();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Runnable whenClosed;
    private final long startedAt = System.nanoTime();

    /// @param whenClosed run when the process has ended and its folders were put in order, or could not be
    ProcessRunning(
            Process process, Scratch scratch, ReviewSpec spec, OutBudget budget, Output output, Runnable whenClosed) {
        this.whenClosed = whenClosed;
        this.process = process;
        this.scratch = scratch;
        this.spec = spec;
        this.out = new OutFolder(spec.out(), budget);
        // One line at a time, as from a container.
        Output oneByOne = (stream, text) -> {
            synchronized (this) {
                output.line(stream, text);
            }
        };
        this.stdout = new Lines(Output.Stream.STDOUT, oneByOne);
        this.stderr = new Lines(Output.Stream.STDERR, oneByOne);
        this.readingStdout = reading(process.getInputStream(), stdout);
        this.readingStderr = reading(process.getErrorStream(), stderr);
        this.watch = out.watch(this::overBudget);
    }

    private static Thread reading(InputStream from, Lines lines) {
        return Thread.ofVirtual().name("reviewer-output").start(() -> {
            byte[] buffer = new byte[32 * 1024];
            try {
                for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
                    lines.accept(buffer, count);
                }
            } catch (IOException e) {
                LOG.debugf("The output ended early: %s", e);
            }
        });
    }

    private void overBudget(String budget) {
        ending.because(new Exit.OverBudget(budget));
        killTree(process.toHandle());
    }

    @Override
    public Exit await() throws InterruptedException {
        Duration used = Duration.ofNanos(System.nanoTime() - startedAt);
        if (!process.waitFor(spec.timeout().minus(used).toMillis(), TimeUnit.MILLISECONDS)) {
            ending.because(new Exit.TimedOut(spec.timeout()));
            killTree(process.toHandle());
            process.waitFor();
        }
        out.excess().ifPresent(budget -> ending.because(new Exit.OverBudget(budget)));
        Exit end = ending.or(natural());
        drain();
        return end;
    }

    private Exit natural() {
        return process.exitValue() == OUT_OF_MEMORY
                ? new Exit.OutOfMemory(spec.limits().memoryMb())
                : new Exit.Exited(process.exitValue());
    }

    private void drain() throws InterruptedException {
        if (!readingStdout.join(DRAIN_LIMIT) || !readingStderr.join(DRAIN_LIMIT)) {
            LOG.warnf("Task %s: its output was not taken within %s; the rest is lost", spec.taskId(), DRAIN_LIMIT);
            return;
        }
        stdout.end();
        stderr.end();
    }

    @Override
    public void stop(Duration grace) {
        if (!process.isAlive()) {
            return;
        }
        ending.because(new Exit.Stopped());
        if (grace.isZero()) {
            killTree(process.toHandle());
            return;
        }
        // Noted now: what a dead process started is nobody's.
        List<ProcessHandle> tree = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        tree.forEach(ProcessHandle::destroy);
        Thread.ofVirtual().name("stop-reviewer").start(() -> {
            try {
                if (!process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                    killTree(process.toHandle());
                }
                tree.forEach(ProcessHandle::destroyForcibly);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /// Kills a process and all it started.
    static void killTree(ProcessHandle root) {
        root.descendants().forEach(ProcessHandle::destroyForcibly);
        root.destroyForcibly();
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        watch.close();
        killTree(process.toHandle());
        try {
            process.waitFor();
            out.settle();
            scratch.delete();
        } catch (IOException e) {
            LOG.warnf("Task %s: its folders could not be put in order: %s", spec.taskId(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            whenClosed.run();
        }
    }
}
