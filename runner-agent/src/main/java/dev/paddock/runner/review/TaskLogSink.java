package dev.paddock.runner.review;

import dev.paddock.model.log.LogBatch;
import dev.paddock.model.problem.Problem;
import dev.paddock.model.problem.ProblemCode;
import dev.paddock.model.task.RunnerTask;
import dev.paddock.runner.controlplane.ControlPlane;
import dev.paddock.runner.controlplane.Reply;
import dev.paddock.runner.log.LogSink;

/// Sends a task's log to the control plane; learns there, too, that the task is lost.
record TaskLogSink(ControlPlane controlPlane, RunnerTask task, Cancellation cancellation, Lease lease)
        implements LogSink {

    @Override
    public Delivery send(LogBatch batch) throws InterruptedException {
        return switch (controlPlane.logs(task, batch)) {
            case Reply.Ok<LogBatch.Reply>(LogBatch.Reply reply, long startedAt) -> {
                lease.renewed(startedAt);
                yield new Stored(reply.truncated());
            }
            case Reply.Away<LogBatch.Reply> _ -> new Away();
            case Reply.Refused<LogBatch.Reply> refused -> judge(refused);
        };
    }

    private Delivery judge(Reply.Refused<LogBatch.Reply> refused) {
        Problem problem = refused.problem();
        if (refused.is(ProblemCode.LEASE_LOST)) {
            cancellation.order(Cancellation.Cause.LOST);
            return new Lost();
        }
        if (refused.is(ProblemCode.LOG_GAP) && problem.details().get("expectedSeq") instanceof Number expected) {
            return new Gap(expected.longValue());
        }
        return new Rejected(problem.detail());
    }
}
