package dev.paddock.runner.workspace;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.paddock.runner.workspace.fetcher.order.FetchOrder;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Runs the child to its end, or to ours: it is killed at the time limit, at the disk limit and on interruption, and
/// is dead when this returns or throws.
final class FetcherProcess {

    /// How it ended.
    enum End {
        BY_ITSELF,
        OUT_OF_MEMORY,
        CRASHED,
        TIMED_OUT,
        OVER_BUDGET
    }

    // A fast network brings some tens of megabytes in between.
    private static final long LOOK_EVERY_MS = 100;
    // What -XX:+ExitOnOutOfMemoryError exits with.
    private static final int OUT_OF_MEMORY = 3;

    private final ObjectMapper json = new ObjectMapper();
    private final List<String> command;
    private final Path scratch;

    /// @param scratch a folder whose content is deleted afterwards
    FetcherProcess(List<String> command, Path scratch) {
        this.command = command;
        this.scratch = scratch;
    }

    End run(FetchOrder order, Duration timeout, long diskBytes) throws IOException, InterruptedException {
        long start = System.nanoTime();
        var builder = new ProcessBuilder(command)
                .directory(scratch.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(scratch.resolve("errors").toFile());
        var environment = builder.environment();
        environment.clear();
        // Without it the JVM cannot spell file names beyond ASCII.
        environment.put("LC_ALL", "C.UTF-8");
        var process = builder.start();
        // Left open: its end ends the child, should this process die.
        var in = process.getOutputStream();
        try {
            send(order, in);
            var left = timeout.minusNanos(System.nanoTime() - start);
            return await(process, Path.of(order.folders().git()), left, diskBytes);
        } finally {
            kill(process);
        }
    }

    private void send(FetchOrder order, OutputStream in) throws IOException {
        var line = (json.writeValueAsString(order) + "\n").getBytes(UTF_8);
        try {
            in.write(line);
            in.flush();
        } catch (IOException e) {
            // It is dead already; how it ended says more.
        }
    }

    private static End await(Process process, Path git, Duration timeout, long diskBytes) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!process.waitFor(LOOK_EVERY_MS, TimeUnit.MILLISECONDS)) {
            if (System.nanoTime() - deadline >= 0) {
                return End.TIMED_OUT;
            }
            if (bytesIn(git) > diskBytes) {
                return End.OVER_BUDGET;
            }
        }
        return switch (process.exitValue()) {
            case 0 -> End.BY_ITSELF;
            case OUT_OF_MEMORY -> End.OUT_OF_MEMORY;
            default -> End.CRASHED;
        };
    }

    private static void kill(Process process) {
        process.destroyForcibly();
        boolean interrupted = false;
        // A killed process is gone within milliseconds; its folder can only be deleted after that.
        while (process.isAlive()) {
            try {
                process.waitFor();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static long bytesIn(Path folder) {
        try (var paths = Files.walk(folder)) {
            return paths.mapToLong(path -> path.toFile().length()).sum();
        } catch (IOException | UncheckedIOException e) {
            // A file went away meanwhile; the next look sees the rest.
            return 0;
        }
    }
}
