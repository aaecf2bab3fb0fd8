package dev.paddock.controlplane.child;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Runs programs to their ends. Whatever they started and left behind is killed with them.
public final class ChildProcess {

    private static final int KILLED = 137;
    private static final Duration SWIFT = Duration.ofSeconds(5);

    private ChildProcess() {}

    /// Runs `command` in `folder` with exactly these variables, and without input. Interrupted, it kills.
    ///
    /// Throws [IOException] when there is no such program.
    ///
    /// @param time from the start; then it is killed
    public static Ended run(List<String> command, Path folder, Map<String, String> environment, Duration time)
            throws IOException, InterruptedException {
        // A session of its own is a process group of its own.
        List<String> own = new ArrayList<>(List.of("setsid"));
        own.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(own)
                .directory(folder.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        Output output = new Output();
        Thread reader = Thread.ofVirtual().start(() -> read(process, output));
        try {
            boolean ended = process.waitFor(time.toNanos(), TimeUnit.NANOSECONDS);
            killGroup(process.pid());
            reader.join(SWIFT);
            int status = process.waitFor(SWIFT.toNanos(), TimeUnit.NANOSECONDS) ? process.exitValue() : KILLED;
            return new Ended(status, !ended, output.text());
        } catch (InterruptedException e) {
            process.destroyForcibly();
            killGroup(process.pid());
            throw e;
        }
    }

    private static void read(Process process, Output output) {
        try {
            output.read(process.getInputStream());
        } catch (IOException e) {
            // It is gone, and what it wrote before is there.
        }
    }

    /// The program and all that it started. Nobody else has its number as long as one of them is there.
    private static void killGroup(long pid) {
        try {
            new ProcessBuilder("sh", "-c", "kill -KILL -" + pid)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .onExit()
                    .join();
        } catch (IOException e) {
            throw new UncheckedIOException("there is no shell to end a program with", e);
        }
    }
}
