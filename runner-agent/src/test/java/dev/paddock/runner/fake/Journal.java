package dev.paddock.runner.fake;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;

/// What happened, in order.
public final class Journal {

    private final List<String> entries = new CopyOnWriteArrayList<>();

    public void add(String entry) {
        entries.add(entry);
    }

    public List<String> entries() {
        return List.copyOf(entries);
    }

    public boolean has(String entry) {
        return entries.contains(entry);
    }

    public long count(String entry) {
        return entries.stream().filter(entry::equals).count();
    }

    /// Waits until `entry` is there.
    public void await(String entry) {
        await(entry, 1);
    }

    /// Waits until `entry` is there `times` times.
    public void await(String entry, int times) {
        Awaitility.await(entry + " in " + entries)
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> count(entry) >= times);
    }
}
