package dev.paddock.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/// What clients behind the proxy saw. Thread-safe.
final class Answers {

    private static final int OK = 2;

    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private volatile boolean mayBreak;

    private void wrong(String sentence) {
        wrong.add(sentence);
        System.err.println("cluster: " + sentence);
    }

    /// @param expected those beside 2xx that the caller can live with
    void take(String call, int status, boolean comesAgain, List<Integer> expected, String body) {
        count(String.valueOf(status));
        boolean fine = status / 100 == OK || expected.contains(status) || (status == 503 && comesAgain);
        if (!fine) {
            wrong("%s was answered with %d%s: %s"
                    .formatted(call, status, status == 503 ? " without Retry-After" : "", body));
        }
    }

    /// A call without an answer, which is made again.
    void broken(String call, Duration after, Exception failure) {
        count("broken and repeated");
        if (!mayBreak) {
            wrong("%s broke off after %d ms: %s".formatted(call, after.toMillis(), failure));
        }
    }

    private void count(String kind) {
        counts.computeIfAbsent(kind, name -> new LongAdder()).increment();
    }

    /// From now on, or no more: there is nobody who could answer, or who could end an answer that was begun.
    void mayBreak(boolean allowed) {
        mayBreak = allowed;
    }

    /// How often this status came.
    long times(String status) {
        return counts.containsKey(status) ? counts.get(status).sum() : 0;
    }

    /// How often each status came.
    Map<String, Long> counts() {
        Map<String, Long> all = new TreeMap<>();
        counts.forEach((kind, count) -> all.put(kind, count.sum()));
        return all;
    }

    /// All that no client should have seen.
    List<String> wrong() {
        return List.copyOf(wrong);
    }
}
