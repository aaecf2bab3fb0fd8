package dev.paddock.controlplane.build;

import dev.paddock.controlplane.outcome.Counts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A report was made, or could not be. Fired in the transaction that says so in the ledger: who observes it joins that
/// transaction, or waits for its end.
///
/// @param id of the build
/// @param generation which of its reports it is; every attempt at one has its own
/// @param done whether there is a report
/// @param counts of the newest report that was made
/// @param gate whether the quality gate is passed by it; null when there is none
/// @param warnings why there is no report, or what was wrong on the way
public record BuildEnded(
        String id,
        long generation,
        BuildKey key,
        boolean done,
        Counts counts,
        @Nullable Boolean gate,
        List<String> warnings) {}
