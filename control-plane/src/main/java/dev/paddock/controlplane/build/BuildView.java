package dev.paddock.controlplane.build;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.paddock.controlplane.outcome.QualityVerdict;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A build.
///
/// @param id `build_` and a ULID
/// @param buildId the uploader's own name for it
/// @param reportUrl null before the first report is there
/// @param passed how many tests passed, as the newest report counted them, and so on
/// @param qualityGate null when no rules were set
/// @param configSnapshot what the newest report was made with
/// @param generationWarnings what was wrong with the results, the config or the generation
/// @param queuePosition how many reports are to be made before and with this one; only while it waits
public record BuildView(
        String id,
        String envId,
        String projectId,
        String buildId,
        Instant createdAt,
        BuildStatus status,
        @Nullable String reportUrl,
        int passed,
        int failed,
        int skipped,
        int total,
        String uploadedBy,
        @Nullable QualityVerdict qualityGate,
        @Nullable Map<String, @Nullable Object> configSnapshot,
        List<String> generationWarnings,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer queuePosition) {

    /// Part of a project's builds, newest first.
    ///
    /// @param total how many it has
    public record Listing(List<BuildView> builds, long total, int limit, int offset) {}

    /// A project's builds together. Rates are percents, rounded down, of those that passed among those that passed or
    /// failed.
    ///
    /// @param totalRuns builds
    /// @param latestRate of the newest build with tests; 0 when there is none
    /// @param avgRate the average of the builds' rates
    /// @param totalFailed tests
    public record Stats(long totalRuns, int latestRate, int avgRate, long totalFailed) {}

    /// The body of a call for a report.
    ///
    /// @param reportConfig as in `allurerc.json`; absent = the server's own
    public record ReportRequest(
            @Nullable String buildId, @Nullable Map<String, @Nullable Object> reportConfig) {}

    /// A report will be made.
    ///
    /// @param status `accepted`
    public record Accepted(String status, String reportUrl) {}
}
