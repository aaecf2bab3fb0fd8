package dev.paddock.model.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `GET /v1/runs/stats`: executed runs that ended within some UTC days, cancelled ones left out.
///
/// @param period `day`, `week` or `month`: 1, 7 or 30 days, today being the last
/// @param daily one entry a day, oldest first, those without a run too
/// @param byAgent most runs first; only when it was asked for
/// @param byRepository most runs first; only when it was asked for
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunStatistics(
        String period,
        Totals stats,
        @JsonProperty("daily_breakdown") List<Day> daily,
        @JsonProperty("by_agent") @Nullable List<Share> byAgent,
        @JsonProperty("by_repository") @Nullable List<Share> byRepository) {

    /// What the runs come to.
    ///
    /// @param successful those with a completed review
    /// @param failed failures and timeouts
    /// @param successRate `successful / totalRuns` to three decimals; 0 without a run
    /// @param avgDurationMs of those that a runner had; 0 without one
    public record Totals(
            @JsonProperty("total_runs") long totalRuns,
            long successful,
            long failed,
            @JsonProperty("success_rate") double successRate,
            @JsonProperty("avg_duration_ms") long avgDurationMs,
            @JsonProperty("total_issues_found") long totalIssuesFound,
            @JsonProperty("issues_by_severity") Issues issuesBySeverity) {}

    /// Issues that completed reviews show.
    public record Issues(long error, long warning, long info) {}

    /// The runs that ended on one UTC day.
    public record Day(LocalDate date, long runs, long successful) {}

    /// One agent's or repository's part.
    public record Share(String id, String name, Totals stats) {}
}
