package dev.paddock.runner.review;

import dev.paddock.model.run.FailureReason;
import dev.paddock.model.task.RunnerTask;
import dev.paddock.model.task.TaskCalls;
import dev.paddock.model.task.TaskResult;
import dev.paddock.runner.controlplane.ControlPlane;
import dev.paddock.runner.controlplane.Reply;
import dev.paddock.runner.log.Scrubber;
import dev.paddock.runner.review.Cancellation.Cause;
import dev.paddock.runner.review.Cancellation.Stopped;
import dev.paddock.runner.review.ReviewJudge.NotReviewed;
import dev.paddock.runner.review.ReviewJudge.Verdict;
import java.util.EnumSet;
import java.util.Set;

/// The calls that end a task: its result, or its return.
record LastCalls(
        ControlPlane controlPlane,
        RunnerTask task,
        Lease lease,
        Cancellation cancellation,
        TaskReport report,
        Scrubber scrubber) {

    private static final int CONFLICT = 409;

    /// After these nobody waits for a result that did not get through yet.
    private static final Set<Cause> UNWANTED = EnumSet.of(Cause.CANCELLED, Cause.SHUTDOWN, Cause.LOST);

    /// Sends the verdict until it is answered or the lease is certainly gone. A fence does not end this: nothing runs
    /// any more. Throws [Stopped] when the runner ends first.
    Outcome deliver(Verdict verdict) throws Stopped, InterruptedException {
        // A server of git may repeat in its complaint what it was shown.
        TaskResult result = report.of(
                verdict instanceof NotReviewed(FailureReason reason, String message)
                        ? new NotReviewed(reason, scrubber.clean(message))
                        : verdict);
        Reply<TaskCalls.ResultReply> reply = send(result);
        if (reply instanceof Reply.Refused<TaskCalls.ResultReply> refused && refused.status() != CONFLICT) {
            // Sending it again would not help; that there is no review must still be known.
            String why =
                    "the control plane refused the result: " + refused.problem().detail();
            result = report.of(new NotReviewed(FailureReason.REVIEW_FAILED, why));
            reply = send(result);
        }
        return switch (reply) {
            case Reply.Ok<TaskCalls.ResultReply> _ -> new Outcome.Delivered(result);
            case Reply.Refused<TaskCalls.ResultReply> refused ->
                new Outcome.Dropped(refused.problem().detail());
            case Reply.Away<TaskCalls.ResultReply>(String why) ->
                new Outcome.Dropped("its result could not be sent: " + why);
        };
    }

    private Reply<TaskCalls.ResultReply> send(TaskResult result) throws Stopped, InterruptedException {
        Thread thread = Thread.currentThread();
        return cancellation.lastStep(() -> controlPlane.result(task, result, this::isUnwanted), cause -> {
            if (cause == Cause.SHUTDOWN) {
                thread.interrupt();
            }
        });
    }

    /// Hands the task back.
    Outcome giveBack(String reason) throws InterruptedException {
        return switch (controlPlane.giveBack(task, reason)) {
            case Reply.Ok<TaskCalls.ReturnReply> _ -> new Outcome.Returned();
            case Reply.Refused<TaskCalls.ReturnReply>(int _, var problem) -> new Outcome.Dropped(problem.detail());
            case Reply.Away<TaskCalls.ReturnReply>(String why) -> new Outcome.Dropped(why);
        };
    }

    private boolean isUnwanted() {
        return lease.isGone()
                || cancellation.ordered().filter(UNWANTED::contains).isPresent();
    }
}
