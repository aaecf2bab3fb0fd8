package dev.paddock.controlplane.run;

import dev.paddock.controlplane.event.EventStore;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.model.event.RunEvent;
import dev.paddock.model.problem.ProblemCode;
import dev.paddock.model.run.FailureReason;
import dev.paddock.model.run.RunId;
import dev.paddock.model.run.RunStatus;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Ends attempts and runs. Every method joins the caller's transaction, and its caller holds the run's lock.
@Singleton
public class EndRun {

    /// Reply to a cancellation.
    public record Cancelled(
            RunId id, RunStatus status, @Nullable Instant cancelledAt) {}

    /// A completed review.
    ///
    /// @param task whose result it is
    /// @param digest what a repeat of the result is known by
    public record Review(UUID task, byte[] digest, RunStore.Reviewed told) {}

    private final RunStore runs;
    private final TaskStore tasks;
    private final EndStore ends;
    private final EventStore events;
    private final RandomGenerator random;
    private final Admission admission;

    EndRun(
            RunStore runs,
            TaskStore tasks,
            EndStore ends,
            EventStore events,
            RandomGenerator random,
            Admission admission) {
        this.runs = runs;
        this.tasks = tasks;
        this.ends = ends;
        this.events = events;
        this.random = random;
        this.admission = admission;
    }

    /// Reviews of the commits were completed, by live tasks of different runs.
    @Transactional(Transactional.TxType.MANDATORY)
    public void succeed(List<Review> reviews) {
        ends.succeed(
                reviews.stream().map(Review::task).toList(),
                reviews.stream().map(Review::digest).toList());
        Map<RunId, Long> versions =
                runs.succeed(reviews.stream().map(Review::told).toList());
        if (versions.size() != reviews.size()) {
            throw new IllegalStateException("a run ended twice");
        }
        events.append(versions.entrySet().stream()
                .map(run -> new EventStore.Happened(
                        run.getKey(), run.getValue(), new RunEvent.Finished(RunStatus.SUCCESS, null)))
                .toList());
    }

    /// No attempt can help, or none was made: the run fails. `TIMEOUT` makes it end as timed out.
    @Transactional(Transactional.TxType.MANDATORY)
    public void fail(TaskStore.Row task, FailureReason reason, String message) {
        boolean timeout = reason == FailureReason.TIMEOUT;
        ends.end(task.id(), timeout ? TaskState.TIMED_OUT : TaskState.FAILED, reason, message);
        end(task.runId(), timeout ? RunStatus.TIMEOUT : RunStatus.FAILURE, reason, message);
    }

    /// An attempt ended as `ended` without a review; another follows, or the run fails.
    @Transactional(Transactional.TxType.MANDATORY)
    public void endAttempt(
            RunStore.Locked run, TaskStore.Row task, TaskState ended, FailureReason reason, String message) {
        endAttempts(Map.of(run, task), ended, reason, message);
    }

    /// As [#endAttempt], of several runs that a transaction has locked. What goes on at once is admitted together,
    /// behind the last run's lock, so that agents and groups are locked in the order of all.
    @Transactional(Transactional.TxType.MANDATORY)
    public void endAttempts(
            Map<RunStore.Locked, TaskStore.Row> attempts, TaskState ended, FailureReason reason, String message) {
        List<UUID> next = new ArrayList<>();
        attempts.forEach((run, task) -> {
            ends.end(task.id(), ended, reason, message);
            Verdict verdict = Verdict.of(ended, reason, ends.history(run.id(), run.maxAttempts()), random);
            switch (verdict) {
                case Verdict.GiveUp(FailureReason why) -> end(run.id(), RunStatus.FAILURE, why, message);
                case Verdict.Requeue(var delay) -> {
                    UUID added = requeue(run, task, ended, reason, delay);
                    if (delay.isZero()) {
                        next.add(added);
                    }
                }
            }
        });
        if (!next.isEmpty()) {
            admission.admit(next);
        }
    }

    private UUID requeue(
            RunStore.Locked run, TaskStore.Row task, TaskState ended, FailureReason reason, Duration delay) {
        events.append(
                run.id(),
                runs.raise(run.id()),
                new RunEvent.Requeued(task.attempt(), ended.wire(), reason, delay.toMillis()));
        boolean elsewhere = ended.isHandedBack() || reason.isOfRunner();
        return tasks.add(run.id(), TaskStore.Hold.BACKOFF, delay, elsewhere ? task.runnerId() : null);
    }

    /// Cancels a run: terminal at once; whoever holds its task hears of it with its next call. Repeating it is fine.
    /// 404 when there is none, 409 when it has ended otherwise or was never executed here.
    ///
    /// @param reason that the caller gives; the first one stays
    @Transactional
    public Cancelled cancel(RunId id, @Nullable String reason) {
        RunStore.Locked run = runs.lock(id).orElseThrow(() -> ProblemException.notFound("run", id.value()));
        if (run.ingested()) {
            throw new ProblemException(
                    ProblemCode.RUN_INGESTED,
                    "The run " + id + " was reported, not executed here, so there is nothing to cancel; leave it.");
        }
        if (run.status() != RunStatus.CANCELLED && run.status().isTerminal()) {
            throw new ProblemException(
                    ProblemCode.RUN_FINISHED,
                    "The run " + id + " has ended as " + run.status().wire()
                            + ", so there is nothing to cancel; retry it if you want another.");
        }
        if (run.status() != RunStatus.CANCELLED) {
            tasks.open(id).ifPresent(ends::cancel);
            end(id, RunStatus.CANCELLED, null, null);
            if (reason != null) {
                runs.explain(id, reason);
            }
        }
        return new Cancelled(
                id,
                RunStatus.CANCELLED,
                Objects.requireNonNull(runs.lock(id).orElseThrow().completedAt()));
    }

    /// Cancels a run because `newer` reviews the same pull request; nothing when it has ended meanwhile.
    @Transactional(Transactional.TxType.MANDATORY)
    public void supersede(RunId id, RunId newer) {
        RunStore.Locked run = runs.lock(id).orElseThrow();
        if (!run.status().isTerminal()) {
            tasks.open(id).ifPresent(ends::cancel);
            end(id, RunStatus.CANCELLED, null, null);
            runs.supersede(id, newer);
        }
    }

    private void end(RunId id, RunStatus status, @Nullable FailureReason reason, @Nullable String message) {
        long version = runs.end(id, status, reason, message)
                .orElseThrow(() -> new IllegalStateException("the run " + id + " ended twice"));
        events.append(id, version, new RunEvent.Finished(status, reason));
    }
}
