package dev.paddock.controlplane.outcome;

import java.util.List;

/// How many tests ended how.
///
/// @param failed broken ones too
/// @param total all, also those that do not say how they ended
public record Counts(int passed, int failed, int skipped, int total) {

    /// No tests.
    public static final Counts NONE = new Counts(0, 0, 0, 0);

    /// The tests' counts.
    public static Counts of(List<Outcome> outcomes) {
        return new Counts(
                (int) outcomes.stream()
                        .filter(one -> one.status() == Outcome.Status.PASSED)
                        .count(),
                (int) outcomes.stream().filter(Outcome::isFailure).count(),
                (int) outcomes.stream()
                        .filter(one -> one.status() == Outcome.Status.SKIPPED)
                        .count(),
                outcomes.size());
    }

    /// The share of passed ones among those that passed or failed, from 0 to 1; 0 when there are none.
    double successRate() {
        return passed + failed == 0 ? 0 : (double) passed / (passed + failed);
    }
}
