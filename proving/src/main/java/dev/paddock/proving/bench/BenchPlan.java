package dev.paddock.proving.bench;

import java.time.Duration;
import java.util.Set;

/// What a bench measures, and how much of it.
///
/// @param runners how many runners drain a queue, one slot each
/// @param runs how many runs a measurement of speed works through at most
/// @param replicas how many control planes are compared with one
/// @param limit how long one measurement takes at most, its warm-up left aside
/// @param pollers the largest number of idle long-polling runners
/// @param fleet the largest number of runners whose heartbeats are measured
/// @param figures what is measured
record BenchPlan(int runners, int runs, int replicas, Duration limit, int pollers, int fleet, Set<Figure> figures) {

    /// REST clients, each with one connection.
    static final int SUBMITTERS = 128;

    /// Clients that read at the same time; each takes a connection to the ledger where it reads there.
    static final int READERS = 32;

    BenchPlan {
        figures = Set.copyOf(figures);
    }

    boolean has(Figure figure) {
        return figures.contains(figure);
    }
}
