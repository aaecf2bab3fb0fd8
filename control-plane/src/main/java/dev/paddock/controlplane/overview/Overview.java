package dev.paddock.controlplane.overview;

import dev.paddock.controlplane.build.BuildView;
import java.time.LocalDate;
import java.util.List;

/// Environments, projects and builds together, as far as the caller may see them. Rates are percents, rounded down, of
/// the tests that passed among those that passed or failed; 0 without any.
///
/// @param dailyTrends of 30 UTC days, today being the last
/// @param topFailingProjects the five with the most failed tests; none without any
/// @param recentBuilds the ten newest
public record Overview(
        Summary summary,
        List<DailyTrend> dailyTrends,
        List<FailingProject> topFailingProjects,
        List<BuildView> recentBuilds) {

    /// All there is.
    ///
    /// @param totalPassed tests, as the newest report of each build counted them, and so on
    public record Summary(
            long totalEnvironments,
            long totalProjects,
            long totalBuilds,
            long totalPassed,
            long totalFailed,
            int overallPassRate) {}

    /// The builds that came on a day.
    public record DailyTrend(LocalDate date, long passed, long failed, long skipped, long buildCount) {}

    /// A project, and the tests of its builds.
    public record FailingProject(
            String envId,
            String projectId,
            String projectName,
            String envName,
            long totalFailed,
            long totalBuilds,
            int passRate) {}
}
