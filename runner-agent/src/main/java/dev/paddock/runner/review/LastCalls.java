package dev.paddock.runner.review;

import dev.paddock.model.task.RunnerTask;
import dev.paddock.model.task.TaskCalls;
import dev.paddock.model.task.TaskResult;
import dev.paddock.runner.controlplane.ControlPlane;
import dev.paddock.runner.controlplane.Reply;
import dev.paddock.runner.review.Cancellation.Cause;
import dev.paddock.runner.review.Cancellation.Stopped;
import java.util.EnumSet;
import java.util.Set;

/// The calls that end a task: its result, or its return.
record LastCalls(ControlPlane controlPlane, RunnerTask task, Lease lease, Cancellation cancellation) {

    /// After these nobody waits for a result that did not get through yet.
    private static final Set<Cause> UNWANTED = EnumSet.of(Cause.CANCELLED, Cause.SHUTDOWN, Cause.LOST);

    /// Sends the result until it is answered or the lease is certainly gone. A fence does not end this: nothing runs
    /// any
    /// more. Throws [Stopped] when the runner ends first.
    Reply<TaskCalls.ResultReply> send(TaskResult result) throws Stopped, InterruptedException {
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
