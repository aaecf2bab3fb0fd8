package dev.paddock.controlplane.loop;

import java.time.Duration;

/// Keeps turns that serve several requests apart: when many come, large groups cost everybody less than small ones.
/// Not thread-safe.
public final class Gathering {

    /// From the beginning of a turn that was shared to the next one, where callers wait for the answer.
    public static final Duration APART = Duration.ofMillis(10);

    private final Duration pace;
    private final Duration apart;
    private long begunAt = System.nanoTime();
    private Duration least = Duration.ZERO;

    /// @param pace from the beginning of any turn to the next one, at least
    /// @param apart from the beginning of a turn that was shared to the next one, at least
    public Gathering(Duration pace, Duration apart) {
        this.pace = pace;
        this.apart = apart;
    }

    /// Waits until the next turn may begin.
    public void rest() throws InterruptedException {
        Duration left = least.minusNanos(System.nanoTime() - begunAt);
        if (left.isPositive()) {
            Thread.sleep(left);
        }
    }

    /// A turn begins.
    public void begin() {
        begunAt = System.nanoTime();
        least = pace;
    }

    /// The turn that began has served so many.
    public void served(int requests) {
        least = requests > 1 && apart.compareTo(pace) > 0 ? apart : pace;
    }
}
