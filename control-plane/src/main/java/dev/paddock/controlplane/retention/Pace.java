package dev.paddock.controlplane.retention;

import java.time.Duration;

/// How many things go in one transaction: as many as take a quarter of a second, so that whoever needs one of them
/// waits no longer than that. A build may have one file or ten thousand, so the time says it, and not
/// the number, and nothing is known of the first.
final class Pace {

    private static final Duration SHORT = Duration.ofMillis(100);
    private static final Duration LONG = Duration.ofMillis(250);
    private static final int FIRST = 1;
    private static final int MOST = 200;

    private int size = FIRST;

    /// For the next transaction.
    int size() {
        return size;
    }

    /// Takes in that one of [#size] did not come to its end.
    void stumbled() {
        size = FIRST;
    }

    /// Takes in how long one of [#size] took.
    void took(Duration time) {
        if (time.compareTo(LONG) > 0) {
            size = Math.max(1, size / 2);
        } else if (time.compareTo(SHORT) < 0) {
            size = Math.min(MOST, size * 2);
        }
    }
}
