package dev.paddock.controlplane.lease;

import dev.paddock.controlplane.fleet.RunnerLeft;
import dev.paddock.controlplane.run.EndRun;
import dev.paddock.controlplane.run.EndStore;
import dev.paddock.controlplane.run.RunStore;
import dev.paddock.controlplane.run.TaskState;
import dev.paddock.controlplane.run.TaskStore;
import dev.paddock.model.run.FailureReason;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/// Ends one lease: under its run's lock, looks again, and ends the attempt.
@Singleton
class EndLease {

    private final RunStore runs;
    private final TaskStore tasks;
    private final EndStore ends;
    private final Expiries expiries;
    private final EndRun endRun;

    EndLease(RunStore runs, TaskStore tasks, EndStore ends, Expiries expiries, EndRun endRun) {
        this.runs = runs;
        this.tasks = tasks;
        this.ends = ends;
        this.expiries = expiries;
        this.endRun = endRun;
    }

    /// The lease ran out or was never confirmed; false when it is not so, or not any more.
    ///
    /// @param outage whether it ran out while the ledger was away, so that nobody is to blame
    @Transactional
    public boolean expire(Expiries.Ended ended, boolean outage) {
        RunStore.Locked run = runs.lock(ended.run()).orElseThrow();
        TaskStore.Row task = tasks.lock(ended.task()).orElseThrow();
        if (!task.state().isLive() || (task.leased() && task.confirmed())) {
            return false;
        }
        TaskState state = !task.confirmed() ? TaskState.UNCONFIRMED : outage ? TaskState.RETURNED : TaskState.LOST;
        String message = switch (state) {
            case UNCONFIRMED -> "The runner " + task.runnerId() + " never confirmed its claim.";
            case RETURNED -> "The ledger was away for longer than the lease of runner " + task.runnerId() + ".";
            default -> "The runner " + task.runnerId() + " was not heard of within its lease.";
        };
        endRun.endAttempt(run, task, state, FailureReason.RUNNER_LOST, message);
        return true;
    }

    /// The agent should have ended the task at its time limit, and did not.
    @Transactional
    public void timeOut(Expiries.Ended ended) {
        runs.lock(ended.run());
        TaskStore.Row task = tasks.find(ended.task()).orElseThrow();
        if (task.state().isLive()) {
            endRun.fail(task, FailureReason.TIMEOUT, "The review took longer than its time limit.");
        }
    }

    /// The runner gives a task back. False when it does not hold it any more.
    @Transactional
    public boolean handBack(Expiries.Ended ended, String reason) {
        RunStore.Locked run = runs.lock(ended.run()).orElseThrow();
        TaskStore.Row task = tasks.lock(ended.task()).orElseThrow();
        if (!task.state().isLive() || !task.leased()) {
            ends.letGo(task);
            return false;
        }
        endRun.endAttempt(run, task, TaskState.RETURNED, FailureReason.RUNNER_LOST, reason);
        return true;
    }

    /// A runner's process is gone: all it held is lost or handed back at once, in the same transaction.
    void gone(@Observes RunnerLeft left) {
        String session = left.newSession();
        List<Expiries.Ended> held =
                session == null ? expiries.heldBy(left.runnerId()) : expiries.heldByOthers(left.runnerId(), session);
        // Runs in their order, then tasks in theirs, as phases and heartbeats lock them.
        List<RunStore.Locked> locked =
                held.stream().map(ended -> runs.lock(ended.run()).orElseThrow()).toList();
        Map<UUID, TaskStore.Row> rows =
                tasks.lockAll(held.stream().map(Expiries.Ended::task).toList());
        Map<RunStore.Locked, TaskStore.Row> live = new LinkedHashMap<>();
        for (int i = 0; i < held.size(); i++) {
            TaskStore.Row task = Objects.requireNonNull(rows.get(held.get(i).task()));
            if (task.state().isLive()) {
                live.put(locked.get(i), task);
            }
        }
        endRun.endAttempts(
                live,
                session == null ? TaskState.RETURNED : TaskState.LOST,
                FailureReason.RUNNER_LOST,
                "The runner " + left.runnerId() + (session == null ? " left." : " was started anew."));
    }
}
