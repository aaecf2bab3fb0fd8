package dev.paddock.proving.day;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/// What is submitted within a day.
///
/// @param runs by arrival
record DayOfRuns(List<Run> runs) {

    static final int SECONDS = 24 * 60 * 60;

    private static final int PER_HOUR_AT_NIGHT = 6;
    private static final int PER_HOUR_AT_NOON = 150;
    private static final int NOON = 13 * 60 * 60;

    /// A team merges, a bot opens its pull requests, a pipeline of many parts starts.
    private static final int BURSTS = 24;

    private static final int SMALLEST_BURST = 15;
    private static final int LARGEST_BURST = 80;
    private static final int BURST_SECONDS = 60;

    private static final double MEDIAN_SECONDS = 120;
    private static final double SPREAD = 0.8;
    private static final int SHORTEST = 10;
    private static final int LONGEST = 1800;

    /// One run.
    ///
    /// @param at the second of the day
    /// @param seconds how long its review takes
    record Run(int at, int seconds) {}

    DayOfRuns {
        runs = List.copyOf(runs);
    }

    /// Few runs at night and many at noon, one by one, and two dozen bursts, two thirds of them by day.
    static DayOfRuns bursty(RandomGenerator random) {
        List<Run> runs = new ArrayList<>();
        for (int second = 0; second < SECONDS; second++) {
            if (random.nextDouble() < perSecond(second)) {
                runs.add(new Run(second, length(random)));
            }
        }
        for (int burst = 0; burst < BURSTS; burst++) {
            int begins = burst % 3 == 0
                    ? random.nextInt(SECONDS - BURST_SECONDS)
                    : (int) Math.clamp(NOON + random.nextGaussian() * 3 * 60 * 60, 0, SECONDS - BURST_SECONDS);
            int size = random.nextInt(SMALLEST_BURST, LARGEST_BURST + 1);
            for (int i = 0; i < size; i++) {
                runs.add(new Run(begins + random.nextInt(BURST_SECONDS), length(random)));
            }
        }
        runs.sort(Comparator.comparingInt(Run::at));
        return new DayOfRuns(runs);
    }

    /// A bell over the working day.
    private static double perSecond(int second) {
        double hours = (second - NOON) / 3600.0;
        double bell = StrictMath.exp(-hours * hours / 18);
        return (PER_HOUR_AT_NIGHT + (PER_HOUR_AT_NOON - PER_HOUR_AT_NIGHT) * bell) / 3600;
    }

    /// Half of the reviews take less than two minutes, one of fifty more than ten.
    private static int length(RandomGenerator random) {
        double seconds = MEDIAN_SECONDS * StrictMath.exp(SPREAD * random.nextGaussian());
        return (int) Math.clamp(seconds, SHORTEST, LONGEST);
    }
}
