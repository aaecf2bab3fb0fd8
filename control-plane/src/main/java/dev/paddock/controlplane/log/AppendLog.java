package dev.paddock.controlplane.log;

import dev.paddock.controlplane.fleet.FleetConfig;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.loop.GroupCommit;
import dev.paddock.controlplane.loop.Rounds;
import dev.paddock.controlplane.run.TaskGuard;
import dev.paddock.controlplane.run.TaskStore;
import dev.paddock.controlplane.sql.Keyed;
import dev.paddock.model.log.LogBatch;
import dev.paddock.model.log.LogLine;
import dev.paddock.model.problem.ProblemCode;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Stores a numbered batch once: a replay is a no-op, a gap is refused. Looks without a lock: a batch that lost a race
/// against another of its task is judged again. Batches that come at the same time share a look and a commit.
@Singleton
class AppendLog {

    /// One runner sends one batch at a time; whoever loses more races than this should slow down.
    private static final int TRIES = 10;

    private static final int TOGETHER = 64;

    private final LogStore logs;
    private final CleanLines clean;
    private final FleetConfig fleet;
    private final Event<LogTail.Grown> grown;
    private final GroupCommit<UUID, Optional<LogStore.Position>> looks;
    private final GroupCommit<LogStore.Batch, Boolean> appends;

    AppendLog(LogStore logs, CleanLines clean, FleetConfig fleet, Event<LogTail.Grown> grown) {
        this.logs = logs;
        this.clean = clean;
        this.fleet = fleet;
        this.grown = grown;
        this.looks = GroupCommit.start("log-looks", TOGETHER, Keyed.work(this::find));
        this.appends = GroupCommit.start("log-batches", TOGETHER, Keyed.work(this::append));
    }

    void stop(@Observes ShutdownEvent event) {
        appends.close();
        looks.close();
    }

    /// The final batch of a task, which came with its result, in the result's transaction.
    void last(@Observes TaskStore.LastLines last) {
        UUID task = last.task().id();
        append(
                new LogBatch(last.lines(), null),
                () -> known(task, find(List.of(task)).getFirst()),
                batch -> append(List.of(batch)).getFirst());
    }

    /// Where the log stands after the batch. 404; 403 `not_your_runner`; 409 `lease_lost`; 409 `log_gap` with
    /// `expectedSeq`.
    LogBatch.Reply append(String task, String keyId, LogBatch batch) {
        UUID id = TaskGuard.parse(task);
        return append(
                batch,
                () -> {
                    LogStore.Position position = known(id, looks.ask(id));
                    TaskGuard.owned(task, position.task(), keyId);
                    return position;
                },
                appends::ask);
    }

    private LogBatch.Reply append(
            LogBatch batch, Supplier<LogStore.Position> look, Predicate<LogStore.Batch> isAppended) {
        for (int i = 0; i < TRIES; i++) {
            LogStore.Position position = look.get();
            TaskStore.Row task = position.task();
            if (!task.leased() || !task.state().isLive()) {
                throw TaskGuard.leaseLost(task);
            }
            List<LogLine> fresh = fresh(position, batch);
            LogStore.Batch stored = clean.batch(position, fresh);
            if (isAppended.test(stored)) {
                grown.fire(new LogTail.Grown(task.runId()));
                return new LogBatch.Reply(fresh.size(), position.seq() + 1 + fresh.size(), stored.truncated());
            }
        }
        throw new ProblemException(
                ProblemCode.UNAVAILABLE, "Other batches of this task kept coming between; send one at a time.");
    }

    private List<Optional<LogStore.Position>> find(List<UUID> tasks) {
        Map<UUID, LogStore.Position> found = logs.find(Set.copyOf(tasks));
        return tasks.stream().map(task -> Optional.ofNullable(found.get(task))).toList();
    }

    /// Of two batches that follow the same position, the second is not appended.
    private List<Boolean> append(List<LogStore.Batch> batches) {
        List<Boolean> answers = new ArrayList<>(Collections.nCopies(batches.size(), false));
        List<Integer> first =
                Rounds.of(batches, batch -> batch.position().task().id()).getFirst();
        Set<UUID> appended = logs.append(
                first.stream().map(batches::get).toList(), fleet.lease().toMillis());
        first.forEach(i -> answers.set(
                i, appended.contains(batches.get(i).position().task().id())));
        return answers;
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

    private static LogStore.Position known(UUID task, Optional<LogStore.Position> found) {
        return found.orElseThrow(() -> ProblemException.notFound("task", task.toString()));
    }
}
