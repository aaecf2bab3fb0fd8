package dev.paddock.controlplane.run;

import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.model.problem.ProblemCode;
import jakarta.inject.Singleton;
import java.util.UUID;

/// Says whether a caller may speak for a task, and why a call about it was not accepted.
@Singleton
public class TaskGuard {

    private final TaskStore tasks;

    TaskGuard(TaskStore tasks) {
        this.tasks = tasks;
    }

    /// The task `id`, which a runner of the key `keyId` claimed. 404 when there is none; 403 `not_your_runner` when
    /// another key's runner has it.
    public TaskStore.Row owned(String id, String keyId) {
        TaskStore.Row task = parse(id);
        // Ready again under another id, or never claimed: nobody's, so nobody may speak for it.
        if (!keyId.equals(task.keyId())) {
            throw new ProblemException(
                    ProblemCode.NOT_YOUR_RUNNER,
                    "The task " + id + " was not claimed by a runner of this key; drop it.");
        }
        return task;
    }

    private TaskStore.Row parse(String id) {
        try {
            return tasks.find(UUID.fromString(id)).orElseThrow(() -> ProblemException.notFound("task", id));
        } catch (IllegalArgumentException e) {
            throw ProblemException.notFound("task", id);
        }
    }

    /// 409: the task is no longer the caller's.
    public static ProblemException leaseLost(TaskStore.Row task) {
        return new ProblemException(
                ProblemCode.LEASE_LOST,
                "The task " + task.id() + " is no longer this runner's ("
                        + (task.state().isLive()
                                ? "its lease ran out"
                                : "it is " + task.state().wire())
                        + "); stop working on it and drop what is left.");
    }
}
