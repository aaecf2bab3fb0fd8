package dev.paddock.runner.worker;

import dev.paddock.runner.controlplane.BootClock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// For how long a runner claims tasks: until it is stopped, or for one task that comes in time.
final class Term {

    private final BootClock clock;
    private final @Nullable Long end;
    private volatile boolean served;

    private Term(BootClock clock, @Nullable Long end) {
        this.clock = clock;
        this.end = end;
    }

    /// Until it is stopped.
    static Term endless(BootClock clock) {
        return new Term(clock, null);
    }

    /// One task that comes within `wait` from now.
    static Term once(BootClock clock, Duration wait) {
        return new Term(clock, clock.millis() + wait.toMillis());
    }

    /// True for a runner of one task.
    boolean isOnce() {
        return end != null;
    }

    /// The only task is here.
    void serve() {
        served = true;
    }

    /// True since the only task is here.
    boolean isServed() {
        return served;
    }

    /// True when nothing more is claimed.
    boolean isOver() {
        return end != null && (served || clock.millis() >= end);
    }

    /// How many tasks more may come, with so many slots free.
    int most(int free) {
        return end == null ? free : Math.min(1, free);
    }

    /// How long one may be waited for, where `longest` is the longest poll. Whole seconds, as polls are: the last one
    /// ends up to a second after the term.
    Duration wait(Duration longest) {
        if (end == null) {
            return longest;
        }
        long left = Math.ceilDiv(Math.max(0, end - clock.millis()), 1000L);
        return Duration.ofSeconds(Math.min(left, longest.toSeconds()));
    }
}
