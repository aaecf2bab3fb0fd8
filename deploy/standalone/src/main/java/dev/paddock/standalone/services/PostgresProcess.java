package dev.paddock.standalone.services;

import dev.paddock.standalone.CouldNotRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The postmaster: how it is started, known to be ready, and stopped.
final class PostgresProcess {

    /// Long enough to replay the log of a server that was killed.
    private static final Duration START_LIMIT = Duration.ofSeconds(90);

    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    private static final Duration LOOK = Duration.ofMillis(20);

    /// One machine, one control plane: little memory, and every commit is on the disk.
    private static final List<String> SETTINGS = List.of(
            "listen_addresses=127.0.0.1",
            // Programs of other users could open a socket in a shared folder.
            "unix_socket_directories=",
            "shared_buffers=64MB",
            "max_connections=100",
            "max_wal_size=256MB",
            "io_method=sync",
            // A queue's tables change fast: their free space and their statistics must not lag a minute behind.
            "autovacuum_naptime=10s",
            "timezone=UTC",
            "log_timezone=UTC");

    private final Process process;

    private PostgresProcess(Process process) {
        this.process = process;
    }

    /// Returns when the server answers; throws [CouldNotRun] with its own words when it ends instead.
    static PostgresProcess start(PostgresBinaries binaries, Path cluster, int port, Path log) throws IOException {
        var arguments = new ArrayList<>(List.of("-D", cluster.toString(), "-p", Integer.toString(port)));
        SETTINGS.forEach(setting -> arguments.addAll(List.of("-c", setting)));
        var process = new ProcessBuilder(Detached.command(binaries.command("postgres", arguments)))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        awaitReady(process, cluster, log);
        return new PostgresProcess(process);
    }

    /// Stops the server that a killed owner left in `cluster`, if there is one.
    static void stopLeftover(Path cluster) {
        Optional<ProcessHandle> leftover =
                pid(cluster).flatMap(ProcessHandle::of).filter(handle -> serves(handle, cluster));
        leftover.ifPresent(PostgresProcess::stop);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /// Completes when the server has ended, for whatever reason.
    CompletableFuture<?> onExit() {
        return process.onExit();
    }

    void stop() {
        stop(process.toHandle());
    }

    /// The exit code of a short-lived `process`.
    static int await(Process process) throws IOException {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static void awaitReady(Process process, Path cluster, Path log) throws IOException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        try {
            while (!isReady(cluster, process.pid())) {
                if (process.waitFor(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new CouldNotRun(
                            "PostgreSQL ended while it started: " + LogFile.lastLine(log) + " (see " + log + ")");
                }
                if (System.nanoTime() - deadline > 0) {
                    stop(process.toHandle());
                    throw new CouldNotRun(
                            "PostgreSQL was not ready after %d s; see %s.".formatted(START_LIMIT.toSeconds(), log));
                }
            }
        } catch (InterruptedException e) {
            stop(process.toHandle());
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /// The postmaster writes its state into the eighth line of its pid file.
    private static boolean isReady(Path cluster, long pid) {
        List<String> lines = pidFile(cluster);
        return lines.size() > 7
                && lines.getFirst().strip().equals(Long.toString(pid))
                && lines.get(7).strip().equals("ready");
    }

    private static Optional<Long> pid(Path cluster) {
        return pidFile(cluster).stream()
                .findFirst()
                .map(String::strip)
                .filter(line -> line.matches("\\d{1,18}"))
                .map(Long::valueOf);
    }

    private static List<String> pidFile(Path cluster) {
        try {
            return Files.readAllLines(cluster.resolve("postmaster.pid"));
        } catch (IOException e) {
            return List.of();
        }
    }

    /// A pid is used again: only a process that was started for this very folder is ours to stop.
    private static boolean serves(ProcessHandle handle, Path cluster) {
        return handle.info()
                .arguments()
                .map(arguments -> Arrays.asList(arguments).contains(cluster.toString()))
                .orElse(false);
    }

    /// SIGINT ends all sessions and writes everything; SIGQUIT leaves that to the next start.
    private static void stop(ProcessHandle handle) {
        boolean stopped = endedBy("INT", handle) || endedBy("QUIT", handle) || endedBy("KILL", handle);
        if (!stopped) {
            throw new CouldNotRun("PostgreSQL (process " + handle.pid() + ") does not stop; end it by hand.");
        }
    }

    private static boolean endedBy(String signal, ProcessHandle handle) {
        try {
            await(new ProcessBuilder("sh", "-c", "kill -\"$0\" \"$1\"", signal, Long.toString(handle.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start());
            handle.onExit().get(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL cannot be told to stop", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the end of a process cannot fail", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return !handle.isAlive();
        }
    }
}
