package dev.paddock.controlplane.repository;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.paddock.controlplane.sql.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// What a repository may use. Nobody is limited until somebody says so.
///
/// @param runsPerMonth runs that are taken in a calendar month (UTC), retries and reports among them; null = any number
/// @param storedBytes of screenshots, reports and baselines together; null = any number
/// @param pastDue whether nothing more is taken until somebody has paid
public record RepositoryLimits(
        @JsonProperty("runs_per_month") @Nullable Long runsPerMonth,
        @JsonProperty("stored_bytes") @Nullable Long storedBytes,
        @JsonProperty("past_due") boolean pastDue) {

    /// No limits.
    public static final RepositoryLimits NONE = new RepositoryLimits(null, null, false);

    static final long MOST_RUNS = 1_000_000_000;
    /// What every JSON parser reads exactly: 8 PiB.
    static final long MOST_BYTES = 1L << 53;

    /// Whether anything may be refused because of them.
    public boolean any() {
        return !equals(NONE);
    }

    /// What a row with the columns `limit_runs_per_month`, `limit_stored_bytes` and `past_due` holds.
    public static RepositoryLimits of(ResultSet row) throws SQLException {
        return new RepositoryLimits(
                Columns.longOrNull(row, "limit_runs_per_month"),
                Columns.longOrNull(row, "limit_stored_bytes"),
                row.getBoolean("past_due"));
    }
}
