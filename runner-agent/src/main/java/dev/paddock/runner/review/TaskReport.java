package dev.paddock.runner.review;

import dev.paddock.model.finding.FileReview;
import dev.paddock.model.finding.ReviewedStatus;
import dev.paddock.model.run.FailureReason;
import dev.paddock.model.task.Commit;
import dev.paddock.model.task.Metrics;
import dev.paddock.model.task.Outcome;
import dev.paddock.model.task.TaskResult;
import dev.paddock.runner.controlplane.BootClock;
import dev.paddock.runner.review.ReviewJudge.NotReviewed;
import dev.paddock.runner.review.ReviewJudge.Reviewed;
import dev.paddock.runner.review.ReviewJudge.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Gathers what a result says beside the findings. Used by the task's thread alone.
final class TaskReport {

    private static final Metrics.Tokens NO_MODEL = new Metrics.Tokens(0, 0);

    private final String runnerId;
    private final BootClock clock;
    private final long startedAt;
    private long phaseAt;
    private @Nullable Long cloneMs;
    private @Nullable Long reviewMs;
    private @Nullable Commit commit;

    TaskReport(String runnerId, BootClock clock) {
        this.runnerId = runnerId;
        this.clock = clock;
        this.startedAt = clock.millis();
        this.phaseAt = startedAt;
    }

    void phaseBegins() {
        phaseAt = clock.millis();
    }

    void cloned(Commit fetched) {
        cloneMs = clock.millis() - phaseAt;
        commit = fetched;
    }

    void reviewed() {
        reviewMs = clock.millis() - phaseAt;
    }

    TaskResult of(Verdict verdict) {
        return switch (verdict) {
            case Reviewed(List<FileReview> files, long lines) ->
                new TaskResult(
                        runnerId,
                        Outcome.SUCCESS,
                        files,
                        count(files),
                        null,
                        metrics(files, lines),
                        null,
                        null,
                        commit,
                        null);
            case NotReviewed(FailureReason reason, String message) ->
                new TaskResult(
                        runnerId,
                        Outcome.FAILED,
                        List.of(),
                        0,
                        null,
                        metrics(List.of(), 0),
                        message,
                        reason,
                        commit,
                        null);
        };
    }

    /// The findings in `files`.
    static int count(List<FileReview> files) {
        return files.stream().mapToInt(file -> file.comments().size()).sum();
    }

    private Metrics metrics(List<FileReview> files, long lines) {
        int reviewed = (int) files.stream()
                .filter(file -> file.status() == ReviewedStatus.REVIEWED)
                .count();
        return new Metrics(null, cloneMs, reviewMs, clock.millis() - startedAt, reviewed, lines, NO_MODEL);
    }
}
