package dev.paddock.runner.boot;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// How long the agent works, and how it ends.
///
/// @param once it works on one task, and waits for it so long; empty = it works until it is stopped
/// @param grace what running tasks get to end when it is stopped; zero = nothing
/// @param statusFile where it says how many tasks it has in work
/// @param pod whose deletion cost is that number
record Shift(Optional<Duration> once, Duration grace, Optional<Path> statusFile, Optional<String> pod) {

    private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofDays(1);

    /// A run lasts up to six hours, and a slot works on one after the other only while it is not stopped.
    private static final Duration LONGEST_GRACE = Duration.ofDays(1);

    /// Throws [BadSettings] with what to set.
    static Shift of(RunnerConfig.Runner config) throws BadSettings {
        Duration wait = within("PADDOCK_RUNNER_ONCE_WAIT", config.onceWait(), SHORTEST_WAIT, LONGEST_WAIT);
        Duration grace = within("PADDOCK_RUNNER_STOP_GRACE", config.stopGrace(), Duration.ZERO, LONGEST_GRACE);
        return new Shift(config.once() ? Optional.of(wait) : Optional.empty(), grace, statusFile(config), config.pod());
    }

    private static Duration within(String setting, Duration given, Duration least, Duration most) throws BadSettings {
        if (given.compareTo(least) < 0 || given.compareTo(most) > 0) {
            throw new BadSettings("%s is %d s; use %d s to %d h."
                    .formatted(setting, given.toSeconds(), least.toSeconds(), most.toHours()));
        }
        return given;
    }

    private static Optional<Path> statusFile(RunnerConfig.Runner config) throws BadSettings {
        Optional<Path> file = config.statusFile().map(Path::toAbsolutePath);
        if (file.isPresent()
                && (Files.isDirectory(file.get())
                        || !Files.isDirectory(file.get().resolveSibling(".")))) {
            throw new BadSettings("PADDOCK_RUNNER_STATUS_FILE names " + file.get()
                    + ", which cannot be a file there; name one in a folder that exists.");
        }
        return file;
    }
}
