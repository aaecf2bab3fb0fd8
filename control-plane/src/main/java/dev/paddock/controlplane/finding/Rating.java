package dev.paddock.controlplane.finding;

import dev.paddock.model.finding.Finding;
import dev.paddock.model.finding.ReviewSummary;
import dev.paddock.model.task.TaskResult;

/// The grade of a review whose runner gave none: `A` nothing found, `B` information only, `C` up to five warnings,
/// `D` more warnings or one error, `F` more errors.
final class Rating {

    private static final int WARNINGS_FOR_C = 5;

    private Rating() {}

    static String of(TaskResult result) {
        if (result.rating() != null) {
            return result.rating();
        }
        ReviewSummary summary = ReviewSummary.of(result.files().stream()
                .flatMap(file -> file.comments().stream())
                .map(Finding::severity)
                .toList());
        if (summary.errors() > 1) {
            return "F";
        }
        if (summary.errors() == 1 || summary.warnings() > WARNINGS_FOR_C) {
            return "D";
        }
        if (summary.warnings() > 0) {
            return "C";
        }
        return summary.infos() > 0 ? "B" : "A";
    }
}
