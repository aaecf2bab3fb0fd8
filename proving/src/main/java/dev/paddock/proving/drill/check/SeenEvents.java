package dev.paddock.proving.drill.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The events of runs as a subscriber keeps them that relies on nothing but what is promised: it takes the next one of
/// a
/// run, passes over what it knows, and at a gap waits, since what is missing comes, and all that follows comes again.
final class SeenEvents {

    private final Map<String, List<String>> byRun = new HashMap<>();
    private int doubles;

    /// Takes one; a complaint about one that says something else than before.
    ///
    /// @param seq its place among those of its run, from 1
    Optional<String> take(String run, int seq, String event) {
        List<String> events = byRun.computeIfAbsent(run, id -> new ArrayList<>());
        if (seq < 1) {
            return Optional.of("event %d of %s has no place".formatted(seq, run));
        }
        if (seq <= events.size()) {
            doubles++;
            return events.get(seq - 1).equals(event)
                    ? Optional.empty()
                    : Optional.of("event %d of %s came again as another: %s".formatted(seq, run, event));
        }
        if (seq == events.size() + 1) {
            events.add(event);
        }
        return Optional.empty();
    }

    /// Repeats so far; each is allowed.
    int doubles() {
        return doubles;
    }

    /// The runs of which less is known than so many events.
    List<String> missing(Map<String, Integer> expected) {
        return expected.entrySet().stream()
                .filter(run -> byRun.getOrDefault(run.getKey(), List.of()).size() < run.getValue())
                .map(Map.Entry::getKey)
                .toList();
    }
}
