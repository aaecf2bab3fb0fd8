package dev.paddock.controlplane.diff;

import dev.paddock.controlplane.loop.Chore;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;

/// Makes missing diffs, one at a time at each replica: two large images take much memory.
@Singleton
class DiffLoop {

    private static final Duration LOOK = Duration.ofSeconds(1);

    private final MakeDiff make;

    DiffLoop(MakeDiff make) {
        this.make = make;
    }

    @Produces
    @Singleton
    Chore comparing() {
        return new Chore("diffs", LOOK, make::next);
    }
}
