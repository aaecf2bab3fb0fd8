package dev.paddock.controlplane.generation;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// The settings of the tests, for a loop that makes one report at a time and does not wait for long.
record SwiftConfig(GenerationConfig of, Optional<Path> folder) implements GenerationConfig {

    SwiftConfig(GenerationConfig of) {
        this(of, of.folder());
    }

    @Override
    public int atOnce() {
        return 1;
    }

    @Override
    public Duration pause() {
        return Duration.ofMillis(200);
    }

    @Override
    public Duration look() {
        return of.look();
    }

    @Override
    public Duration lease() {
        return of.lease();
    }

    @Override
    public int tries() {
        return of.tries();
    }

    @Override
    public Duration patience() {
        return of.patience();
    }

    @Override
    public int siteMebibytes() {
        return of.siteMebibytes();
    }

    @Override
    public Duration keep() {
        return of.keep();
    }

    @Override
    public Duration sweep() {
        return of.sweep();
    }
}
