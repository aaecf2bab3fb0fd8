package dev.paddock.controlplane.log;

import dev.paddock.controlplane.fleet.FleetConfig;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.run.TaskGuard;
import dev.paddock.controlplane.run.TaskStore;
import dev.paddock.model.log.LogBatch;
import dev.paddock.model.log.LogLine;
import dev.paddock.model.problem.ProblemCode;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Stores a numbered batch once: a replay is a no-op, a gap is refused. Takes no lock: a batch that lost a race against
/// another of its task is judged again.
@Singleton
class AppendLog {

    /// One runner sends one batch at a time; whoever loses more races than this should slow down.
    private static final int TRIES = 10;

    private final LogStore logs;
    private final CleanLines clean;
    private final FleetConfig fleet;
    private final Event<LogTail.Grown> grown;

    AppendLog(LogStore logs, CleanLines clean, FleetConfig fleet, Event<LogTail.Grown> grown) {
        this.logs = logs;
        this.clean = clean;
        this.fleet = fleet;
        this.grown = grown;
    }

    /// The final batch of a task, which came with its result.
    void last(@Observes TaskStore.LastLines last) {
        append(position(last.task().id()), new LogBatch(last.lines(), null));
    }

    /// Where the log stands after the batch. 404; 403 `not_your_runner`; 409 `lease_lost`; 409 `log_gap` with
    /// `expectedSeq`.
    LogBatch.Reply append(String task, String keyId, LogBatch batch) {
        LogStore.Position position = position(TaskGuard.parse(task));
        TaskGuard.owned(task, position.task(), keyId);
        return append(position, batch);
    }

    private LogBatch.Reply append(LogStore.Position first, LogBatch batch) {
        LogStore.Position position = first;
        for (int i = 0; i < TRIES; i++) {
            TaskStore.Row task = position.task();
            if (!task.leased() || !task.state().isLive()) {
                throw TaskGuard.leaseLost(task);
            }
            List<LogLine> fresh = fresh(position, batch);
            LogStore.Batch stored = clean.batch(position, fresh);
            if (logs.append(position, stored, fleet.lease().toMillis())) {
                grown.fire(new LogTail.Grown(task.runId()));
                return new LogBatch.Reply(fresh.size(), position.seq() + 1 + fresh.size(), stored.truncated());
            }
            position = position(task.id());
        }
        throw new ProblemException(
                ProblemCode.UNAVAILABLE,
                "Other batches of task " + first.task().id() + " kept coming between; send one at a time.");
    }

    /// What of the batch is not stored yet.
    private static List<LogLine> fresh(LogStore.Position position, LogBatch batch) {
        long expected = position.seq() + 1;
        long first = batch.firstSeq() == null ? expected : batch.firstSeq();
        if (first > expected) {
            throw new ProblemException(
                    ProblemCode.LOG_GAP,
                    "The log of task " + position.task().id() + " goes on at " + expected + ", not at " + first
                            + "; send the lines from there.",
                    Map.of("expectedSeq", expected));
        }
        int known = (int) Math.min(expected - first, batch.logs().size());
        return batch.logs().subList(known, batch.logs().size());
    }

    private LogStore.Position position(UUID task) {
        return logs.find(task).orElseThrow(() -> ProblemException.notFound("task", task.toString()));
    }
}
