package dev.paddock.controlplane.history;

import dev.paddock.model.run.RunStatistics;
import dev.paddock.model.run.RunStatus;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.ResultSet;
import java.sql.SQLException;

/// What some runs come to.
///
/// @param timed how many of them a runner had
/// @param durationMs of all these together
record Sums(long runs, long successful, long timed, long durationMs, long errors, long warnings, long infos) {

    static final Sums NONE = new Sums(0, 0, 0, 0, 0, 0, 0);

    private static final int RATE_DIGITS = 3;

    /// Of a row with an `outcome` and the columns of `ended_tally`.
    static Sums of(ResultSet row) throws SQLException {
        long runs = row.getLong("runs");
        return new Sums(
                runs,
                RunStatus.of(row.getString("outcome")) == RunStatus.SUCCESS ? runs : 0,
                row.getLong("timed"),
                row.getLong("duration_ms"),
                row.getLong("errors"),
                row.getLong("warnings"),
                row.getLong("infos"));
    }

    Sums and(Sums other) {
        return new Sums(
                runs + other.runs,
                successful + other.successful,
                timed + other.timed,
                durationMs + other.durationMs,
                errors + other.errors,
                warnings + other.warnings,
                infos + other.infos);
    }

    RunStatistics.Totals totals() {
        return new RunStatistics.Totals(
                runs,
                successful,
                runs - successful,
                rate(),
                timed == 0 ? 0 : Math.round((double) durationMs / timed),
                errors + warnings + infos,
                new RunStatistics.Issues(errors, warnings, infos));
    }

    private double rate() {
        return runs == 0
                ? 0
                : BigDecimal.valueOf(successful)
                        .divide(BigDecimal.valueOf(runs), RATE_DIGITS, RoundingMode.HALF_UP)
                        .doubleValue();
    }
}
