package dev.paddock.controlplane.repository;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/// What somebody wants a repository's limits to be; what is missing is none.
public record LimitsWanted(
        @JsonProperty("runs_per_month") @Nullable Long runsPerMonth,

        @JsonProperty("stored_bytes") @Nullable Long storedBytes,

        @JsonProperty("past_due") @Nullable Boolean pastDue) {

    /// The limits.
    RepositoryLimits limits() {
        return new RepositoryLimits(runsPerMonth, storedBytes, Boolean.TRUE.equals(pastDue));
    }
}
