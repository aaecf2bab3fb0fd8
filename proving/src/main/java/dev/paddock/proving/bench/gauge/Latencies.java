package dev.paddock.proving.bench.gauge;

import java.util.ArrayList;
import java.util.List;

/// Durations of the same thing, many times. Not thread-safe.
public final class Latencies {

    private final List<Long> nanos = new ArrayList<>();

    /// One more.
    public void add(long took) {
        nanos.add(took);
    }

    /// How many there are.
    public int count() {
        return nanos.size();
    }

    /// The duration that `percent` of all do not exceed, in milliseconds. Throws when there are none.
    public double percentileMs(double percent) {
        var sorted = nanos.stream().sorted().toList();
        int rank = (int) Math.ceil(percent / 100 * sorted.size());
        return sorted.get(Math.clamp(rank - 1, 0, sorted.size() - 1)) / 1e6;
    }
}
