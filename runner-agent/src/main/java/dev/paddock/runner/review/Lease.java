package dev.paddock.runner.review;

import dev.paddock.runner.controlplane.BootClock;
import java.time.Duration;

/// This runner's right to work on a task, as far as it can know by its own clock. Thread-safe.
///
/// The server's lease begins when it handles a call, so it lasts at least `length` from the moment the call was made.
final class Lease {

    /// Left between the fence and the end of the lease, for killing what runs; less where leases are short.
    static final Duration MARGIN = Duration.ofSeconds(10);

    /// 10 s of the usual 60 s.
    private static final int MARGIN_PART = 6;

    private final BootClock clock;
    private final long length;
    private final long margin;
    private final long takenAt;
    private volatile boolean confirmed;
    private long newest;

    Lease(BootClock clock, Duration length) {
        this.clock = clock;
        this.length = length.toMillis();
        this.margin = Math.min(MARGIN.toMillis(), this.length / MARGIN_PART);
        this.takenAt = clock.millis();
        this.newest = takenAt;
    }

    /// A call that names the task was accepted; it began at `startedAt`.
    synchronized void renewed(long startedAt) {
        newest = Math.max(newest, startedAt);
        confirmed = true;
    }

    /// True when the work must be killed now, since another runner may soon have the task. Never before the claim was
    /// confirmed: until then nothing runs.
    synchronized boolean isFenced() {
        return confirmed && clock.millis() >= newest + length - margin;
    }

    /// True when nobody would take a result any more, even if the newest renewal reached the server late.
    synchronized boolean isGone() {
        return clock.millis() >= newest + length + margin;
    }
}
