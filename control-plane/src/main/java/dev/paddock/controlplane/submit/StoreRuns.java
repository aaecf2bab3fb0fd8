package dev.paddock.controlplane.submit;

import dev.paddock.controlplane.event.EventStore;
import dev.paddock.controlplane.run.Admission;
import dev.paddock.controlplane.run.RunStore;
import dev.paddock.controlplane.run.TaskStore.Hold;
import dev.paddock.controlplane.sql.Ids;
import dev.paddock.controlplane.submit.FirstTasks.NewTask;
import dev.paddock.model.event.RunEvent;
import dev.paddock.model.run.RunSpec;
import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// Stores runs with their tasks and their events, a few statements for all that came together.
@Singleton
public class StoreRuns {

    /// Fired when a task waits for its commit to be resolved; heard after commit.
    public record Unresolved() {}

    private final RunStore runs;
    private final FirstTasks tasks;
    private final EventStore events;
    private final Supersede supersede;
    private final Admission admission;
    private final Event<Unresolved> unresolved;

    StoreRuns(
            RunStore runs,
            FirstTasks tasks,
            EventStore events,
            Supersede supersede,
            Admission admission,
            Event<Unresolved> unresolved) {
        this.unresolved = unresolved;
        this.runs = runs;
        this.tasks = tasks;
        this.events = events;
        this.supersede = supersede;
        this.admission = admission;
    }

    /// Stores them all; those that are superseded by later ones of the same call never become ready.
    @Transactional(Transactional.TxType.MANDATORY)
    public void store(List<RunStore.NewRun> accepted) {
        if (accepted.isEmpty()) {
            return;
        }
        runs.insert(accepted);
        List<NewTask> first = accepted.stream().map(StoreRuns::task).toList();
        Set<String> unlimited = admission.unlimited(
                accepted.stream().map(RunStore.NewRun::agentId).distinct().toList());
        List<NewTask> ready =
                first.stream().filter(task -> goesAtOnce(task, unlimited)).toList();
        List<NewTask> held =
                first.stream().filter(task -> !goesAtOnce(task, unlimited)).toList();
        tasks.addHeld(held);
        tasks.addReady(ready);
        events.append(accepted.stream()
                .map(run -> new EventStore.Happened(run.id(), 1, new RunEvent.Queued()))
                .toList());
        supersede.cancelOlder(accepted.stream()
                .filter(RunStore.NewRun::supersedes)
                .map(RunStore.NewRun::id)
                .toList());
        List<UUID> free = held.stream().filter(NewTask::isFree).map(NewTask::id).toList();
        if (!free.isEmpty()) {
            admission.admit(free);
        }
        if (!ready.isEmpty()) {
            admission.addedReady();
        }
        if (held.stream().anyMatch(task -> task.hold() == Hold.RESOLVING_REF)) {
            unresolved.fire(new Unresolved());
        }
    }

    /// Whether nothing can hold it: then it need not be held first and admitted afterwards.
    private static boolean goesAtOnce(NewTask task, Set<String> unlimited) {
        RunStore.NewRun run = task.run();
        return task.isFree()
                && unlimited.contains(run.agentId())
                && run.spec().concurrencyGroup() == null
                && !run.supersedes();
    }

    private static NewTask task(RunStore.NewRun run) {
        RunSpec spec = run.spec();
        boolean unresolved = spec.commit() == null || (spec.base() != null && run.baseSha() == null);
        return unresolved
                ? new NewTask(Ids.task(), run, Hold.RESOLVING_REF, null)
                : new NewTask(Ids.task(), run, Hold.NOT_BEFORE, spec.notBefore());
    }
}
