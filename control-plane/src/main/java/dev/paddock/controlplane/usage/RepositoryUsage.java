package dev.paddock.controlplane.usage;

import dev.paddock.model.run.RunView;
import org.jspecify.annotations.Nullable;

/// What a repository uses, and how much it may.
///
/// @param month the calendar month (UTC) whose runs are counted: `2026-11`
/// @param runs that were taken in it, retries and reports among them
/// @param storedBytes of screenshots, reports and baselines
/// @param pastDue whether nothing is taken until somebody has paid
public record RepositoryUsage(
        RunView.RepositoryRef repository, String month, Amount runs, Amount storedBytes, boolean pastDue) {

    /// How much of something.
    ///
    /// @param limit null = none
    public record Amount(long used, @Nullable Long limit) {}

    static RepositoryUsage of(Usage usage) {
        return new RepositoryUsage(
                new RunView.RepositoryRef(usage.repository(), usage.name()),
                usage.month(),
                new Amount(usage.runs(), usage.limits().runsPerMonth()),
                new Amount(usage.bytes(), usage.limits().storedBytes()),
                usage.limits().pastDue());
    }
}
