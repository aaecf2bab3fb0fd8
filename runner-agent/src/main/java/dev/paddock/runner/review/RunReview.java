package dev.paddock.runner.review;

import dev.paddock.model.log.LogLevel;
import dev.paddock.model.problem.ProblemCode;
import dev.paddock.model.run.FailureReason;
import dev.paddock.model.task.RunnerTask;
import dev.paddock.model.task.TaskCalls.StatusReply;
import dev.paddock.model.task.TaskPhase;
import dev.paddock.runner.container.ReviewContainers.Exit;
import dev.paddock.runner.container.ReviewContainers.NotStarted;
import dev.paddock.runner.container.ReviewContainers.Output;
import dev.paddock.runner.container.ReviewContainers.Running;
import dev.paddock.runner.container.ReviewContainers.Started;
import dev.paddock.runner.container.ReviewSpec;
import dev.paddock.runner.controlplane.Reply;
import dev.paddock.runner.controlplane.RunnerIdentity;
import dev.paddock.runner.log.Scrubber;
import dev.paddock.runner.log.TaskLog;
import dev.paddock.runner.review.Cancellation.Cause;
import dev.paddock.runner.review.Cancellation.Stopped;
import dev.paddock.runner.review.ReviewJudge.NotReviewed;
import dev.paddock.runner.review.ReviewJudge.Reviewed;
import dev.paddock.runner.review.ReviewJudge.Verdict;
import dev.paddock.runner.workspace.Fetch;
import dev.paddock.runner.workspace.Workspace;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.jboss.logging.Logger;

/// The story of one task: confirm, fetch, review, report. One instance works on one claim, once.
public final class RunReview {

    private static final Logger LOG = Logger.getLogger(RunReview.class);

    /// How long a finished reviewer's container is kept for the sake of its log.
    private static final Duration LOG_PATIENCE = Duration.ofSeconds(10);

    /// How long a result waits for the next batch of the log that explains it. While the control plane is away the
    /// fence ends it sooner, and the result could not be sent either.
    private static final Duration LAST_LOG_PATIENCE = Duration.ofSeconds(60);

    private static final Duration SHUTDOWN_LOG_PATIENCE = Duration.ofSeconds(2);

    private final ReviewTools tools;
    private final RunnerTask task;
    private final TaskInput input;
    private final Lease lease;
    private final TaskReport report;
    private final Cancellation cancellation = new Cancellation();
    private final LastCalls lastCalls;
    private final Scrubber scrubber;
    private volatile long endOfTime = Long.MAX_VALUE;

    /// @param leaseLength as the registration says
    public RunReview(ReviewTools tools, RunnerTask task, Duration leaseLength) {
        this.tools = tools;
        this.task = task;
        this.input = new TaskInput(task, tools.json());
        this.lease = new Lease(tools.clock(), leaseLength);
        this.report = new TaskReport(tools.controlPlane().runner().id(), tools.clock());
        this.scrubber = new Scrubber(input.secrets(tools.secrets()));
        this.lastCalls = new LastCalls(tools.controlPlane(), task, lease, cancellation, report, scrubber);
    }

    /// The claim's id.
    public String taskId() {
        return task.id();
    }

    /// Tells the story to end, from any thread; returns at once.
    public void order(Cause cause) {
        cancellation.order(cause);
    }

    /// A heartbeat that named this task was accepted; it began at `startedAt`.
    public void renewed(long startedAt) {
        lease.renewed(startedAt);
    }

    /// To be called several times a second: ends the story at the fence, and at the task's time limit.
    public void checkTime() {
        if (lease.isFenced()) {
            cancellation.order(Cause.FENCED);
        } else if (tools.clock().millis() >= endOfTime) {
            cancellation.order(Cause.TIMED_OUT);
        }
    }

    /// Works on the task to its end. Whatever happens, no reviewer runs and nothing is on disk afterwards.
    public Outcome run() throws InterruptedException {
        TaskLog.Settings settings = new TaskLog.Settings(
                tools.json(), tools.time(), task.limits().maxLogBytes(), tools.logBackoff()::after, tools.spool());
        TaskLogSink sink = new TaskLogSink(tools.controlPlane(), task, cancellation, lease);
        try (TaskLog log = TaskLog.open(settings, sink, scrubber)) {
            return toTheEnd(log);
        }
    }

    private Outcome toTheEnd(TaskLog log) throws InterruptedException {
        try {
            return story(log);
        } catch (Stopped stopped) {
            return afterOrder(stopped.why(), log);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            LOG.errorf(e, "task %s: the runner failed", task.id());
            String message = "the runner could not do its work (" + e + "); its own log has more";
            return lastWord(new NotReviewed(FailureReason.SANDBOX_FAILED, message), log);
        }
    }

    private Outcome story(TaskLog log) throws Exception {
        Reply<StatusReply> answer =
                cancellation.interruptibly(() -> tools.controlPlane().status(task, TaskPhase.PREPARING));
        if (!(answer instanceof Reply.Ok<StatusReply> confirmed)) {
            return new Outcome.Dropped("the claim was not confirmed");
        }
        lease.renewed(confirmed.startedAt());
        endOfTime = confirmed.startedAt() + limit().toMillis();
        introduce(log);
        enter(TaskPhase.CLONING);
        return switch (cancellation.interruptibly(() -> tools.fetcher().fetch(input.fetchRequest(timeLeft())))) {
            case Fetch.Refused(FailureReason reason, String message) ->
                deliver(timeLeft().isZero() ? timedOut() : new NotReviewed(reason, message), log);
            case Fetch.Fetched(Workspace workspace) -> {
                try {
                    report.cloned(workspace.commit());
                    yield deliver(review(workspace, log), log);
                } finally {
                    tidy(workspace);
                }
            }
        };
    }

    private Verdict review(Workspace workspace, TaskLog log) throws Exception {
        workspace.notes().forEach(note -> log.say(LogLevel.WARN, note));
        input.write(workspace);
        enter(TaskPhase.REVIEWING);
        ReviewSpec spec = input.spec(workspace, timeLeft());
        return switch (cancellation.interruptibly(() -> tools.containers().start(spec, output(log)))) {
            case NotStarted(FailureReason reason, String message) -> new NotReviewed(reason, message);
            case Started(Running running) -> {
                try (running) {
                    Exit exit = cancellation.step(running::await, cause -> running.stop(cause.grace()));
                    cancellation.check();
                    report.reviewed();
                    Verdict verdict = judge(exit, workspace, log);
                    enter(TaskPhase.SUBMITTING);
                    cancellation.interruptibly(() -> log.flush(LOG_PATIENCE));
                    yield verdict;
                }
            }
        };
    }

    private Verdict judge(Exit exit, Workspace workspace, TaskLog log) {
        if (exit instanceof Exit.TimedOut) {
            return timedOut();
        }
        Verdict verdict = tools.judge().judge(task, workspace, exit, warning -> log.say(LogLevel.WARN, warning));
        return verdict instanceof Reviewed reviewed ? fit(reviewed, log) : verdict;
    }

    private Outcome deliver(Verdict verdict, TaskLog log) throws Exception {
        if (verdict instanceof NotReviewed none) {
            explain(none, log);
        }
        cancellation.interruptibly(() -> log.drain(LAST_LOG_PATIENCE));
        cancellation.check();
        return lastCalls.deliver(verdict);
    }

    private Outcome afterOrder(Cause cause, TaskLog log) throws InterruptedException {
        return switch (cause) {
            case TIMED_OUT -> lastWord(timedOut(), log);
            case SHUTDOWN -> {
                log.say(LogLevel.WARN, "this runner ends; the run goes to another one");
                log.flush(SHUTDOWN_LOG_PATIENCE);
                yield lastCalls.giveBack("the runner was stopped");
            }
            case CANCELLED -> new Outcome.Dropped("its run was cancelled");
            case FENCED -> new Outcome.Dropped("the control plane was not heard of for too long");
            case LOST -> new Outcome.Dropped("it is no longer this runner's");
        };
    }

    /// Reports although the story did not come to its end.
    private Outcome lastWord(NotReviewed verdict, TaskLog log) throws InterruptedException {
        explain(verdict, log);
        log.flush(LOG_PATIENCE);
        try {
            return lastCalls.deliver(verdict);
        } catch (Stopped stopped) {
            return stopped.why() == Cause.SHUTDOWN
                    ? afterOrder(Cause.SHUTDOWN, log)
                    : new Outcome.Dropped("it was told to stop: " + stopped.why());
        }
    }

    /// Shows the phase. The work does not depend on the answer, unless it is that the task is lost.
    private void enter(TaskPhase phase) throws Stopped, InterruptedException {
        report.phaseBegins();
        Reply<StatusReply> reply =
                cancellation.interruptibly(() -> tools.controlPlane().status(task, phase));
        switch (reply) {
            case Reply.Ok<StatusReply>(StatusReply _, long startedAt) -> lease.renewed(startedAt);
            case Reply.Refused<StatusReply> refused -> {
                LOG.warnf("task %s: %s", task.id(), refused.problem().detail());
                if (!refused.is(ProblemCode.ILLEGAL_PHASE)) {
                    cancellation.order(Cause.LOST);
                }
            }
            case Reply.Away<StatusReply>(String why) -> LOG.infof("task %s: %s", task.id(), why);
        }
        cancellation.check();
    }

    private void introduce(TaskLog log) {
        RunnerIdentity runner = tools.controlPlane().runner();
        log.say(
                LogLevel.INFO,
                "attempt %d on runner %s (%s): %s at %s"
                        .formatted(
                                task.attempt(),
                                runner.name(),
                                runner.version(),
                                task.repository().name(),
                                task.commitSha()));
        log.say(LogLevel.INFO, tools.containers().describe());
        log.say(LogLevel.DEBUG, "no model is configured");
    }

    private static Output output(TaskLog log) {
        return (stream, text) -> {
            switch (stream) {
                case STDOUT -> log.output(text);
                case STDERR -> log.error(text);
            }
        };
    }

    private Reviewed fit(Reviewed reviewed, TaskLog log) {
        Reviewed fitting = new Reviewed(
                new ResultSize(tools.json(), ResultSize.MAX_BYTES).fit(reviewed.files()), reviewed.linesAnalyzed());
        int missing = TaskReport.count(reviewed.files()) - TaskReport.count(fitting.files());
        if (missing > 0) {
            log.say(LogLevel.WARN, missing + " findings do not fit into a result and are left out, the mildest first");
        }
        return fitting;
    }

    private static void explain(NotReviewed verdict, TaskLog log) {
        log.say(LogLevel.ERROR, "no review (" + verdict.reason().wire() + "): " + verdict.message());
    }

    private NotReviewed timedOut() {
        return new NotReviewed(
                FailureReason.TIMEOUT, "the review was stopped at its time limit of " + limit().toSeconds() + " s");
    }

    private Duration limit() {
        return Duration.ofSeconds(task.limits().timeoutSeconds());
    }

    private Duration timeLeft() {
        return Duration.ofMillis(Math.max(0, endOfTime - tools.clock().millis()));
    }

    private void tidy(Workspace workspace) {
        try {
            workspace.close();
        } catch (UncheckedIOException e) {
            // The result is out by now, and the next start clears the work folder.
            LOG.warnf("task %s: %s", task.id(), e.getMessage());
        }
    }
}
