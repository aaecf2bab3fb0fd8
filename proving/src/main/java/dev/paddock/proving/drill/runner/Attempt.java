package dev.paddock.proving.drill.runner;

import dev.paddock.model.finding.FileReview;
import dev.paddock.model.finding.Finding;
import dev.paddock.model.finding.ReviewedStatus;
import dev.paddock.model.finding.Severity;
import dev.paddock.model.log.LogBatch;
import dev.paddock.model.log.LogLine;
import dev.paddock.model.task.Metrics;
import dev.paddock.model.task.Outcome;
import dev.paddock.model.task.RunnerTask;
import dev.paddock.model.task.TaskCalls;
import dev.paddock.model.task.TaskPhase;
import dev.paddock.model.task.TaskResult;
import dev.paddock.runner.controlplane.BootClock;
import dev.paddock.runner.controlplane.ControlPlane;
import dev.paddock.runner.controlplane.Reply;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The story of one claim: confirm, pass the phases, log, send a result. Whoever was told to stop sends a result all
/// the same: that the server does not take it is what the drill wants to see.
final class Attempt {

    private static final Duration TICK = Duration.ofMillis(20);
    private static final int LINES = 5;

    private final ControlPlane controlPlane;
    private final RunnerTask task;
    private final Journal journal;
    private final Fence fence;
    private final BootClock clock;
    private final String secret;
    private volatile @Nullable String order;

    /// @param secret is said in the log, and must not come out of the server again
    Attempt(ControlPlane controlPlane, RunnerTask task, Journal journal, Fence fence, BootClock clock, String secret) {
        this.controlPlane = controlPlane;
        this.task = task;
        this.journal = journal;
        this.fence = fence;
        this.clock = clock;
        this.secret = secret;
    }

    private static final class Stopped extends Exception {
        private static final long serialVersionUID = 1;

        Stopped(String why) {
            super(why);
        }
    }

    /// Tells it to stop; `why` is one word.
    void order(String why) {
        order = why;
    }

    void renewed(long startedAt) {
        fence.renewed(startedAt);
    }

    void run() throws InterruptedException {
        if (!(controlPlane.status(task, TaskPhase.PREPARING)
                instanceof Reply.Ok<TaskCalls.StatusReply>(var _, long startedAt))) {
            return;
        }
        fence.renewed(startedAt);
        if (fence.isOver(clock.millis())) {
            return;
        }
        note(Deed.Kind.BEGAN, "-");
        String how = "done";
        try {
            work();
        } catch (Stopped stopped) {
            how = String.valueOf(stopped.getMessage());
        }
        note(Deed.Kind.ENDED, how);
        if (how.equals("shutdown")) {
            controlPlane.giveBack(task, "the runner ends");
        } else {
            deliver();
        }
    }

    private void work() throws Stopped, InterruptedException {
        Script script = Script.of(task.branch());
        spend(script.in(TaskPhase.PREPARING));
        for (TaskPhase phase : List.of(TaskPhase.CLONING, TaskPhase.REVIEWING)) {
            enter(phase);
            spend(script.in(phase));
        }
        log();
        enter(TaskPhase.SUBMITTING);
        spend(script.in(TaskPhase.SUBMITTING));
    }

    private void enter(TaskPhase phase) throws Stopped, InterruptedException {
        check();
        switch (controlPlane.status(task, phase)) {
            case Reply.Ok<TaskCalls.StatusReply>(var _, long startedAt) -> fence.renewed(startedAt);
            case Reply.Refused<TaskCalls.StatusReply> refused ->
                throw new Stopped("refused-" + refused.problem().code());
            case Reply.Away<TaskCalls.StatusReply> _ -> {
                // The phase is only shown; the lease says whether to go on.
            }
        }
    }

    private void spend(Duration time) throws Stopped, InterruptedException {
        long end = clock.millis() + time.toMillis();
        do {
            check();
            Thread.sleep(TICK);
        } while (clock.millis() < end);
        check();
    }

    /// Works for an instant, if it still may. The time written is the one that was judged.
    private void check() throws Stopped {
        long nanos = System.nanoTime();
        String ordered = order;
        if (ordered != null) {
            throw new Stopped(ordered);
        }
        if (fence.isOver(clock.millis())) {
            throw new Stopped("fenced");
        }
        journal.write(nanos, Deed.Kind.WORKED, controlPlane.runner().id(), task, "-");
    }

    private void log() throws Stopped, InterruptedException {
        List<LogLine> lines = List.of(
                LogLine.plain("one of " + task.id()),
                LogLine.plain("the key is " + secret),
                LogLine.plain("and the token " + task.token() + " too"),
                LogLine.plain("four"),
                LogLine.plain("five"));
        LogBatch batch = new LogBatch(lines, 1L);
        while (true) {
            check();
            switch (controlPlane.logs(task, batch)) {
                case Reply.Ok<LogBatch.Reply>(LogBatch.Reply reply, long startedAt) -> {
                    fence.renewed(startedAt);
                    if (reply.nextSeq() != LINES + 1) {
                        throw new Stopped("log-next-" + reply.nextSeq());
                    }
                    return;
                }
                case Reply.Refused<LogBatch.Reply> refused ->
                    throw new Stopped("refused-" + refused.problem().code());
                case Reply.Away<LogBatch.Reply> _ -> Thread.sleep(TICK);
            }
        }
    }

    private void deliver() throws InterruptedException {
        var finding = new Finding(1, null, Severity.WARNING, "drill", task.id(), null, null);
        var file = new FileReview("README.md", ReviewedStatus.REVIEWED, List.of(finding), null);
        var metrics = new Metrics(null, null, null, null, 1, 1L, null);
        String runner = controlPlane.runner().id();
        var result = new TaskResult(runner, Outcome.SUCCESS, List.of(file), 1, null, metrics, null, null, null, null);
        switch (controlPlane.result(task, result, () -> fence.isGone(clock.millis()))) {
            case Reply.Ok<TaskCalls.ResultReply> _ -> note(Deed.Kind.ACCEPTED, "-");
            case Reply.Refused<TaskCalls.ResultReply> refused ->
                note(Deed.Kind.REFUSED, refused.problem().code());
            case Reply.Away<TaskCalls.ResultReply> _ -> note(Deed.Kind.REFUSED, "away");
        }
    }

    private void note(Deed.Kind kind, String detail) {
        journal.write(System.nanoTime(), kind, controlPlane.runner().id(), task, detail);
    }
}
