package dev.paddock.proving.site;

import dev.paddock.standalone.CouldNotRun;
import dev.paddock.standalone.services.Detached;
import dev.paddock.standalone.services.LogFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A program of a site: a process of its own that can be ended in any way and started again, with one log for all
/// its lives. Not thread-safe.
public final class Program {

    private final String name;
    private final Path log;
    private final List<String> command;
    private final Map<String, String> environment;
    private @Nullable Process process;

    /// @param environment beside what this process has, whose own settings for Paddock are left out
    Program(String name, Path log, List<String> command, Map<String, String> environment) {
        this.name = name;
        this.log = log;
        this.command = List.copyOf(command);
        this.environment = Map.copyOf(environment);
    }

    /// How sentences and log files call it.
    public String name() {
        return name;
    }

    /// What it has said, in all its lives.
    public Path log() {
        return log;
    }

    /// Starts it and returns at once; throws [IllegalStateException] when it runs.
    public void start() {
        if (isAlive()) {
            throw new IllegalStateException(name + " runs already");
        }
        var builder = new ProcessBuilder(Detached.command(command))
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeIf(key -> key.startsWith("PADDOCK_") || key.startsWith("QUARKUS_"));
        builder.environment().putAll(environment);
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new CouldNotRun("The " + name + " cannot start: " + e.getMessage(), e);
        }
    }

    /// Whether it runs, paused or not.
    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    /// The running process's id.
    public long pid() {
        return running().pid();
    }

    /// What it has started and what that has, now.
    public List<ProcessHandle> descendants() {
        return running().descendants().toList();
    }

    /// SIGTERM, and SIGKILL to it and all it started when it has not ended after `patience`. Returns whether SIGTERM
    /// was enough.
    public boolean stop(Duration patience) throws InterruptedException {
        Process ended = process;
        if (ended == null) {
            return true;
        }
        List<ProcessHandle> children = ended.descendants().toList();
        ended.destroy();
        boolean inTime = ended.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (!inTime) {
            children.forEach(ProcessHandle::destroyForcibly);
            ended.destroyForcibly().waitFor();
        }
        return inTime;
    }

    /// SIGTERM, without waiting for anything.
    public void terminate() {
        running().destroy();
    }

    /// Waits for its end; empty-handed, false, after `patience`.
    public boolean awaitEnd(Duration patience) throws InterruptedException {
        return process == null || process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// The exit code of its last life.
    public int exitCode() {
        if (process == null) {
            throw new IllegalStateException(name + " was never started");
        }
        return process.exitValue();
    }

    /// SIGKILL: nothing of it runs a line further. What it has started stays.
    public void kill() throws InterruptedException {
        running().destroyForcibly().waitFor();
    }

    /// SIGSTOP: it stands still until [#resume()].
    public void pause() {
        Signal.send("STOP", pid());
    }

    /// SIGCONT.
    public void resume() {
        Signal.send("CONT", pid());
    }

    /// Waits for up to `pause`; throws [CouldNotRun] with its last words when it ends meanwhile.
    public void expectAlive(Duration pause) throws InterruptedException {
        if (running().waitFor(pause.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new CouldNotRun("The %s ended with %d: %s (see %s)"
                    .formatted(name, running().exitValue(), LogFile.lastLine(log), log));
        }
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException(name + " was never started");
        }
        return process;
    }
}
