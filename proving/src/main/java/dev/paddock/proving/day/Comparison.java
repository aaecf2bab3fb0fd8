package dev.paddock.proving.day;

import dev.paddock.model.fleet.ScalingPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// The same day under several policies.
///
/// @param seed of the day and of the cluster
record Comparison(long seed, List<Outcome> outcomes) {

    private static final Duration COOLDOWN = Duration.ofMinutes(5);

    private static final String HEAD = """
            | policy                      | wait p50, p95, max (s) | to scale p50, max (s) | pod-minutes | without a run | \
            started | most pods | runs at pods sent away |
            |---|---|---|---|---|---|---|---|
            """;

    Comparison {
        outcomes = List.copyOf(outcomes);
    }

    /// Plays the day of `seed` once for each policy. The same seed gives the same figures, on any machine.
    static Comparison of(long seed) {
        Terms terms = Terms.usual();
        DayOfRuns day = DayOfRuns.bursty(new Random(seed));
        List<Outcome> outcomes = new ArrayList<>();
        policies(terms)
                .forEach((name, autoscaler) ->
                        outcomes.add(Simulation.play(name, day, terms, autoscaler, new Random(seed))));
        return new Comparison(seed, outcomes);
    }

    private static Map<String, Autoscaler> policies(Terms terms) {
        Map<String, Autoscaler> policies = new LinkedHashMap<>();
        policies.put("queue length only", Autoscaler.queueLength(terms.slots(), terms.max()));
        policies.put("no cool-down", endpoint(terms, 0, Duration.ZERO));
        policies.put("default", endpoint(terms, 0, COOLDOWN));
        policies.put("two idle", endpoint(terms, 2, COOLDOWN));
        policies.put("half an hour", endpoint(terms, 0, Duration.ofMinutes(30)));
        policies.put("never scaled", Autoscaler.fixed(terms.max()));
        return policies;
    }

    private static Autoscaler endpoint(Terms terms, int minIdle, Duration cooldown) {
        return Autoscaler.endpoint(new ScalingPolicy(terms.slots(), minIdle, terms.max(), cooldown));
    }

    /// For people, as docs/fleet.md shows it.
    String table() {
        StringBuilder table = new StringBuilder(HEAD);
        outcomes.forEach(one -> table.append(row(one)).append('\n'));
        return table.toString();
    }

    private static String row(Outcome of) {
        return "| %s | %d, %d, %d | %d, %d | %d | %d | %d | %d | %d |"
                .formatted(
                        of.policy(),
                        of.waitP50S(),
                        of.waitP95S(),
                        of.waitMaxS(),
                        of.scaleP50S(),
                        of.scaleMaxS(),
                        of.podMinutes(),
                        of.idlePodMinutes(),
                        of.started(),
                        of.peakPods(),
                        of.cutRuns());
    }
}
