package dev.paddock.runner.review;

import dev.paddock.model.finding.FileReview;
import dev.paddock.model.run.FailureReason;
import dev.paddock.model.task.RunnerTask;
import dev.paddock.runner.container.ReviewContainers.Exit;
import dev.paddock.runner.workspace.Workspace;
import java.util.List;
import java.util.function.Consumer;

/// Says what a reviewer that ended has delivered.
@FunctionalInterface
public interface ReviewJudge {

    /// Reads the out folder of `workspace`, which is hostile. What it leaves out it tells `warnings`, one sentence
    /// each.
    Verdict judge(RunnerTask task, Workspace workspace, Exit exit, Consumer<String> warnings);

    /// Whether there is a review.
    sealed interface Verdict {}

    /// There is, whatever it found.
    record Reviewed(List<FileReview> files, long linesAnalyzed) implements Verdict {}

    /// There is none: why, in one sentence.
    record NotReviewed(FailureReason reason, String message) implements Verdict {}
}
