package dev.paddock.proving.day;

import dev.paddock.proving.day.DayOfRuns.Run;
import dev.paddock.proving.day.Outcome.Minute;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.random.RandomGenerator;

/// One day under one autoscaler, second by second.
final class Simulation {

    private static final Instant MIDNIGHT = Instant.parse("2026-01-15T00:00:00Z");

    private final Terms terms;
    private final Autoscaler autoscaler;
    private final Fleet fleet;
    private final Deque<Run> waiting = new ArrayDeque<>();
    private final List<Integer> waits = new ArrayList<>();
    private final List<Integer> shortages = new ArrayList<>();
    private final List<Minute> minutes = new ArrayList<>();
    private int shortSince = -1;
    private long podSeconds;
    private long idleSeconds;

    private Simulation(Terms terms, Autoscaler autoscaler, RandomGenerator random) {
        this.terms = terms;
        this.autoscaler = autoscaler;
        this.fleet = new Fleet(terms, random);
    }

    /// Plays the day, and on until its last run has ended; what is counted is the day.
    ///
    /// @param random of the cluster: how long pods take to start, which of them takes a run
    static Outcome play(String policy, DayOfRuns day, Terms terms, Autoscaler autoscaler, RandomGenerator random) {
        Simulation simulation = new Simulation(terms, autoscaler, random);
        Deque<Run> coming = new ArrayDeque<>(day.runs());
        int second = 0;
        while (second < DayOfRuns.SECONDS || simulation.hasWork()) {
            simulation.step(second, coming);
            second++;
        }
        return simulation.outcome(policy);
    }

    private boolean hasWork() {
        return !waiting.isEmpty() || fleet.busySlots() > 0;
    }

    private void step(int now, Deque<Run> coming) {
        fleet.pass(now);
        while (!coming.isEmpty() && coming.getFirst().at() <= now) {
            waiting.add(coming.removeFirst());
        }
        while (!waiting.isEmpty() && fleet.take(now, waiting.getFirst().seconds())) {
            waits.add(now - waiting.removeFirst().at());
        }
        if (now % terms.poll() == 0) {
            fleet.scale(now, autoscaler.desired(MIDNIGHT.plusSeconds(now), fleet.demand(waiting.size())));
        }
        shortage(now);
        if (now < DayOfRuns.SECONDS) {
            count(now);
        }
    }

    private void shortage(int now) {
        if (waiting.isEmpty()) {
            if (shortSince >= 0) {
                shortages.add(now - shortSince);
            }
            shortSince = -1;
        } else if (shortSince < 0) {
            shortSince = now;
        }
    }

    private void count(int now) {
        podSeconds += fleet.size();
        idleSeconds += fleet.idle();
        Minute moment = new Minute(
                fleet.size(), Math.ceilDiv(fleet.busySlots() + waiting.size(), terms.slots()), waiting.size());
        if (now % 60 == 0) {
            minutes.add(moment);
        } else {
            minutes.add(minutes.removeLast().and(moment));
        }
    }

    private Outcome outcome(String policy) {
        Collections.sort(waits);
        Collections.sort(shortages);
        return new Outcome(
                policy,
                waits.size(),
                percentile(waits, 50),
                percentile(waits, 95),
                percentile(waits, 100),
                percentile(shortages, 50),
                percentile(shortages, 100),
                Math.ceilDiv(podSeconds, 60L),
                Math.ceilDiv(idleSeconds, 60L),
                fleet.started(),
                minutes.stream().mapToInt(Minute::pods).max().orElse(0),
                fleet.sentAway(),
                minutes);
    }

    /// The least value that `percent` of all do not exceed.
    private static int percentile(List<Integer> sorted, int percent) {
        return sorted.isEmpty() ? 0 : sorted.get(Math.max(0, Math.ceilDiv(sorted.size() * percent, 100) - 1));
    }
}
