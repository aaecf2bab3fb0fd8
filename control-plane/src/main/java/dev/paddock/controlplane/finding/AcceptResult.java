package dev.paddock.controlplane.finding;

import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.run.EndRun;
import dev.paddock.controlplane.run.RunStore;
import dev.paddock.controlplane.run.TaskGuard;
import dev.paddock.controlplane.run.TaskState;
import dev.paddock.controlplane.run.TaskStore;
import dev.paddock.controlplane.sql.Json;
import dev.paddock.model.problem.ProblemCode;
import dev.paddock.model.run.FailureReason;
import dev.paddock.model.run.RunStatus;
import dev.paddock.model.task.Commit;
import dev.paddock.model.task.Outcome;
import dev.paddock.model.task.TaskCalls;
import dev.paddock.model.task.TaskResult;
import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;
import java.util.UUID;

/// Takes at most one result an attempt, from the holder of its lease, in one transaction under the run's lock.
@Singleton
class AcceptResult {

    private final RunStore runs;
    private final TaskStore tasks;
    private final FindingStore findings;
    private final EndRun endRun;
    private final Json json;
    private final Event<TaskStore.LastLines> lastLines;

    AcceptResult(
            RunStore runs,
            TaskStore tasks,
            FindingStore findings,
            EndRun endRun,
            Json json,
            Event<TaskStore.LastLines> lastLines) {
        this.runs = runs;
        this.tasks = tasks;
        this.findings = findings;
        this.endRun = endRun;
        this.json = json;
        this.lastLines = lastLines;
    }

    /// The task's and the run's state after the result. A repeat gets the same reply. 409 `lease_lost` and
    /// `already_finished`, 400 `wrong_commit`.
    @Transactional
    public TaskCalls.ResultReply accept(TaskStore.Row claimed, TaskResult result) {
        RunStore.Locked run = runs.lock(claimed.runId()).orElseThrow();
        TaskStore.Row task = tasks.find(claimed.id()).orElseThrow();
        byte[] digest = sha256(json.write(result));
        if (MessageDigest.isEqual(digest, task.resultDigest())) {
            return reply(task.id());
        }
        if (task.state().isJudged()) {
            throw new ProblemException(
                    ProblemCode.ALREADY_FINISHED,
                    "The task " + task.id() + " has another result already; drop this one.");
        }
        if (!task.state().isLive() || !task.leased() || !result.runnerId().equals(task.runnerId())) {
            throw TaskGuard.leaseLost(task);
        }
        Commit commit = result.commit();
        if (commit != null && !commit.sha().equals(run.commitSha())) {
            throw new ProblemException(
                    ProblemCode.WRONG_COMMIT,
                    "The task " + task.id() + " is about commit " + run.commitSha() + ", the result about "
                            + commit.sha() + "; review the task's commit.");
        }
        if (result.logs() != null && !result.logs().isEmpty()) {
            lastLines.fire(new TaskStore.LastLines(task, result.logs()));
        }
        findings.storeAttempt(run.id(), result);
        if (result.status() == Outcome.SUCCESS) {
            findings.storeReview(run.id(), result);
            endRun.succeed(task);
        } else {
            fail(run, task, result);
        }
        tasks.rememberResult(task.id(), digest);
        return reply(task.id());
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

    private TaskCalls.ResultReply reply(UUID id) {
        TaskStore.Row task = tasks.find(id).orElseThrow();
        RunStatus run = runs.lock(task.runId()).orElseThrow().status();
        return new TaskCalls.ResultReply(
                id.toString(), task.runId(), task.state().wire(), run);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
