package dev.paddock.standalone.stack;

import dev.paddock.standalone.CouldNotRun;
import dev.paddock.standalone.services.Detached;
import dev.paddock.standalone.services.LogFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// One program of the stack as a process of its own, with its own log.
final class ChildProcess {

    private final String name;
    private final Path log;
    private final Process process;

    private ChildProcess(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /// Starts `command` with `environment` on top of `inherited`.
    static ChildProcess start(Program program, Map<String, String> inherited) throws IOException {
        LogFile.rotate(program.log());
        var builder = new ProcessBuilder(Detached.command(program.command()))
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(program.log().toFile());
        builder.environment().clear();
        builder.environment().putAll(inherited);
        // A key in the person's shell is not this runner's.
        builder.environment().keySet().removeAll(List.of("PADDOCK_KEY", "PADDOCK_SECRET_KEY"));
        builder.environment().putAll(program.environment());
        return new ChildProcess(program.name(), program.log(), builder.start());
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /// Completes, with the sentence that says so, when the program has ended.
    CompletableFuture<String> ended() {
        return process.onExit()
                .thenApply(over -> "The %s ended with %d: %s (see %s)"
                        .formatted(name, over.exitValue(), LogFile.lastLine(log), log));
    }

    /// Waits for up to `pause`; throws [CouldNotRun] when the program ends meanwhile.
    void expectAlive(Duration pause) throws InterruptedException {
        if (process.waitFor(pause.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new CouldNotRun(ended().join());
        }
    }

    /// Asks the program to stop, and ends it with all it started when it has not after `patience`.
    void stop(Duration patience) {
        process.destroy();
        try {
            if (process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
