package dev.paddock.controlplane.finding;

import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.loop.Rounds;
import dev.paddock.controlplane.run.EndRun;
import dev.paddock.controlplane.run.EndStore;
import dev.paddock.controlplane.run.RunStore;
import dev.paddock.controlplane.run.TaskGuard;
import dev.paddock.controlplane.run.TaskState;
import dev.paddock.controlplane.run.TaskStore;
import dev.paddock.model.problem.ProblemCode;
import dev.paddock.model.run.FailureReason;
import dev.paddock.model.run.RunId;
import dev.paddock.model.run.RunStatus;
import dev.paddock.model.task.Commit;
import dev.paddock.model.task.Outcome;
import dev.paddock.model.task.TaskCalls;
import dev.paddock.model.task.TaskResult;
import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Takes at most one result an attempt, from the holder of its lease, under the run's lock; results that come at the
/// same time share a transaction.
@Singleton
class AcceptResults {

    /// A result that somebody sent.
    ///
    /// @param caller the caller's name, which must have claimed the task
    /// @param result null when it is not acceptable
    /// @param digest of the result; what a repeat is known by
    /// @param refused what is wrong with the result; said to its task's runner only
    record Sent(
            UUID task,
            String caller,
            @Nullable TaskResult result,
            byte[] digest,
            @Nullable ProblemException refused) {}

    /// What the sender is told: one of the two.
    record Answer(
            TaskCalls.@Nullable ResultReply reply, @Nullable ProblemException problem) {}

    private final RunStore runs;
    private final TaskStore tasks;
    private final EndStore ends;
    private final FindingStore findings;
    private final EndRun endRun;
    private final Event<TaskStore.LastLines> lastLines;

    AcceptResults(
            RunStore runs,
            TaskStore tasks,
            EndStore ends,
            FindingStore findings,
            EndRun endRun,
            Event<TaskStore.LastLines> lastLines) {
        this.runs = runs;
        this.tasks = tasks;
        this.ends = ends;
        this.findings = findings;
        this.endRun = endRun;
        this.lastLines = lastLines;
    }

    /// The task's and the run's state after each result. A repeat gets the same reply. 404, 403, 400; 409 `lease_lost`
    /// and `already_finished`, 400 `wrong_commit`.
    @Transactional
    public List<Answer> accept(List<Sent> sent) {
        Map<RunId, RunStore.Locked> locked =
                runs.lockOf(sent.stream().map(Sent::task).distinct().toList());
        Answer[] answers = new Answer[sent.size()];
        for (List<Integer> round : Rounds.of(sent, Sent::task)) {
            accept(sent, round, locked, answers);
        }
        return List.of(answers);
    }

    private void accept(List<Sent> sent, List<Integer> round, Map<RunId, RunStore.Locked> locked, Answer[] answers) {
        Map<UUID, TaskStore.Row> rows =
                tasks.lockAll(round.stream().map(i -> sent.get(i).task()).toList());
        List<FindingStore.Review> reviews = new ArrayList<>();
        for (int i : round) {
            Sent one = sent.get(i);
            try {
                TaskStore.Row task = TaskGuard.owned(one.task().toString(), rows.get(one.task()), one.caller());
                RunStore.Locked run = Objects.requireNonNull(locked.get(task.runId()));
                answers[i] = new Answer(judge(one, task, run, reviews), null);
            } catch (ProblemException problem) {
                answers[i] = new Answer(null, problem);
            }
        }
        if (!reviews.isEmpty()) {
            findings.store(reviews);
            endRun.succeed(reviews.stream()
                    .map(review -> new EndRun.Review(review.task().id(), review.digest(), FindingStore.told(review)))
                    .toList());
        }
    }

    private TaskCalls.ResultReply judge(
            Sent sent, TaskStore.Row task, RunStore.Locked run, List<FindingStore.Review> reviews) {
        TaskResult result = sent.result();
        if (result == null) {
            throw Objects.requireNonNull(sent.refused());
        }
        if (MessageDigest.isEqual(sent.digest(), task.resultDigest())) {
            return reply(task.id());
        }
        refuseUnlessHolder(task, run, result);
        if (result.logs() != null && !result.logs().isEmpty()) {
            lastLines.fire(new TaskStore.LastLines(task, result.logs()));
        }
        if (result.status() == Outcome.SUCCESS) {
            reviews.add(new FindingStore.Review(task, result, sent.digest()));
            return new TaskCalls.ResultReply(task.id().toString(), task.runId(), "succeeded", RunStatus.SUCCESS);
        }
        findings.storeAttempt(run.id(), result);
        fail(run, task, result);
        ends.rememberResult(task.id(), sent.digest());
        return reply(task.id());
    }

    private void refuseUnlessHolder(TaskStore.Row task, RunStore.Locked run, TaskResult result) {
        if (task.state().isJudged()) {
            throw new ProblemException(
                    ProblemCode.ALREADY_FINISHED,
                    "The task " + task.id() + " has another result already; drop this one.");
        }
        boolean holder = result.runnerId().equals(task.runnerId());
        if (holder) {
            ends.letGo(task);
        }
        if (!holder || !task.state().isLive() || !task.leased()) {
            throw TaskGuard.leaseLost(task);
        }
        Commit commit = result.commit();
        if (commit != null && !commit.sha().equals(run.commitSha())) {
            throw new ProblemException(
                    ProblemCode.WRONG_COMMIT,
                    "The task " + task.id() + " is about commit " + run.commitSha() + ", the result about "
                            + commit.sha() + "; review the task's commit.");
        }
    }

    private void fail(RunStore.Locked run, TaskStore.Row task, TaskResult result) {
        FailureReason reason = Objects.requireNonNullElse(result.reason(), FailureReason.REVIEW_FAILED);
        String message = Objects.requireNonNullElse(result.error(), "The runner said no more than that it failed.");
        if (reason.isRetried()) {
            endRun.endAttempt(run, task, TaskState.FAILED, reason, message);
        } else {
            endRun.fail(task, reason, message);
        }
    }

    /// The same for a repeat, whatever became of the run since: what the attempt made of it is told by the attempts.
    private TaskCalls.ResultReply reply(UUID id) {
        TaskStore.Row task = tasks.find(id).orElseThrow();
        RunStatus run = switch (task.state()) {
            case SUCCEEDED -> RunStatus.SUCCESS;
            case TIMED_OUT -> RunStatus.TIMEOUT;
            default -> runs.isTriedAfter(task.runId(), task.attempt()) ? RunStatus.RUNNING : RunStatus.FAILURE;
        };
        return new TaskCalls.ResultReply(
                id.toString(), task.runId(), task.state().wire(), run);
    }
}
