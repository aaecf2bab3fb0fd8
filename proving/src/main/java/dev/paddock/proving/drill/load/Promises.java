package dev.paddock.proving.drill.load;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// What the server promised: runs it accepted, and cancellations it confirmed. Thread-safe.
public final class Promises {

    private final Map<String, Long> accepted = new ConcurrentHashMap<>();
    private final Set<String> cancelled = ConcurrentHashMap.newKeySet();

    /// The run `id` was accepted now.
    public void accepted(String id) {
        accepted.putIfAbsent(id, System.nanoTime());
    }

    /// Its cancellation was confirmed.
    public void cancelled(String id) {
        cancelled.add(id);
    }

    public boolean isCancelled(String id) {
        return cancelled.contains(id);
    }

    /// The runs that were accepted before `nanos`.
    public List<String> acceptedBefore(long nanos) {
        return accepted.entrySet().stream()
                .filter(entry -> entry.getValue() < nanos)
                .map(Map.Entry::getKey)
                .toList();
    }

    /// All that were cancelled.
    public List<String> allCancelled() {
        return List.copyOf(cancelled);
    }

    public int size() {
        return accepted.size();
    }
}
