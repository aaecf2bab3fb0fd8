package dev.paddock.runner.result;

import dev.paddock.model.finding.FileReview;
import dev.paddock.model.run.FailureReason;
import java.util.List;

/// What a reviewer delivered.
public sealed interface ReviewOutcome {

    /// A completed review.
    ///
    /// @param files one entry a file that was to be reviewed, sorted by path, its findings by line
    /// @param linesAnalyzed as the reviewer says; 0 when it does not
    record Reviewed(List<FileReview> files, long linesAnalyzed) implements ReviewOutcome {}

    /// No review: why, in one sentence.
    record NotReviewed(FailureReason reason, String message) implements ReviewOutcome {}
}
