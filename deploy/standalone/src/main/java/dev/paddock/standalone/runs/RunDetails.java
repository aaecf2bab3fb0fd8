package dev.paddock.standalone.runs;

import dev.paddock.model.run.QueueView;
import dev.paddock.model.run.RunId;
import dev.paddock.model.run.RunSpec.PullRequest;
import dev.paddock.model.run.RunSpec.Trigger;
import dev.paddock.model.run.RunView;
import dev.paddock.model.task.Commit;
import dev.paddock.standalone.terminal.Facts;
import dev.paddock.standalone.terminal.Moments;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// All that a person wants to know of one run, but for its findings.
final class RunDetails {

    private RunDetails() {}

    /// @param queue why it waits; null when it does not
    static Facts of(RunView run, @Nullable QueueView queue, Instant now) {
        var results = run.results();
        var failure = run.failure();
        return new Facts()
                .with("Run", run.id().value())
                .with("Status", status(run))
                .with("Waits", queue == null ? null : waits(queue))
                .with(
                        "Failure",
                        failure == null
                                ? null
                                : failure.message() + " (" + failure.reason().wire() + ")")
                .with("Cancelled", run.cancelReason())
                .with("Superseded", text(run.supersededBy()))
                .with("Repository", run.repository().name())
                .with("Pull request", pullRequest(run.pullRequest()))
                .with("Branch", run.branch())
                .with("Commit", commit(run.commit()))
                .with("Base", run.base())
                .with("Agent", run.agent().name())
                .with("Trigger", trigger(run.trigger()))
                .with("Retry of", text(run.originalRunId()))
                .with("Created", moment(run.createdAt(), now))
                .with("Started", moment(run.startedAt(), now))
                .with("Ended", moment(run.completedAt(), now))
                .with("Took", run.durationMs() == null ? null : Moments.took(run.durationMs()))
                .with("Result", results == null ? null : results.summary())
                .with("Rating", results == null ? null : results.rating())
                .with("URL", run.url());
    }

    private static String status(RunView run) {
        String attempt = run.attempt() > 1 ? ", attempt " + run.attempt() : "";
        String phase = run.phase() == null ? "" : ", " + run.phase();
        var progress = run.progress();
        String files = progress == null || run.status().isTerminal()
                ? ""
                : ", " + progress.done() + " of " + progress.total() + " files";
        return run.status().wire() + phase + files + attempt;
    }

    private static String waits(QueueView queue) {
        String place = queue.position() > 0 ? "place " + queue.position() : "";
        String eta = queue.etaSeconds() == null ? "" : ", starts in about " + Moments.took(1000 * queue.etaSeconds());
        String reasons = queue.reasons().isEmpty() ? "" : ": " + String.join(", ", queue.reasons());
        return (place + eta + reasons).replaceFirst("^[,:] ", "");
    }

    private static @Nullable String pullRequest(@Nullable PullRequest request) {
        if (request == null) {
            return null;
        }
        return "#" + request.number() + (request.title() == null ? "" : " " + request.title());
    }

    private static @Nullable String commit(@Nullable Commit commit) {
        if (commit == null) {
            return null;
        }
        String message = commit.message();
        return commit.sha()
                + (message == null ? "" : " " + message.lines().findFirst().orElse(""));
    }

    private static String trigger(Trigger trigger) {
        return trigger.type().wire() + (trigger.event() == null ? "" : ", " + trigger.event());
    }

    private static @Nullable String moment(@Nullable Instant moment, Instant now) {
        return moment == null ? null : Moments.exact(moment) + " (" + Moments.ago(moment, now) + ")";
    }

    private static @Nullable String text(@Nullable RunId id) {
        return id == null ? null : id.value();
    }
}
