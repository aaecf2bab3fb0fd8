package dev.paddock.controlplane.metrics;

import java.time.Duration;

/// How long the gauges' look at the ledger rests: the longer the more it cost, so that it costs about 2 % of one core
/// however many tasks wait, and at most half a minute, since an older figure says what was and not what is. A look
/// that waited for a ledger that stood still has cost nothing, and would rest for an hour else.
///
/// For one loop's thread.
final class LookRest {

    private static final int TIMES = 49;

    private static final long LONGEST = Duration.ofSeconds(30).toNanos();

    private long until = System.nanoTime();

    /// Whether a look that begins at `now` is due, in nanoseconds of the monotonic clock.
    boolean isOver(long now) {
        return now - until >= 0;
    }

    /// A look took from `begun` to `ended`.
    void begin(long begun, long ended) {
        until = ended + Math.min((ended - begun) * TIMES, LONGEST);
    }
}
