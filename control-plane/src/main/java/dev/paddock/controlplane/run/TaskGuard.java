package dev.paddock.controlplane.run;

import dev.paddock.controlplane.access.TaskTokens;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.model.problem.ProblemCode;
import jakarta.inject.Singleton;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Says whether a caller may speak for a task, and why a call about it was not accepted.
@Singleton
public class TaskGuard {

    private final TaskStore tasks;

    TaskGuard(TaskStore tasks) {
        this.tasks = tasks;
    }

    /// The task `id`, which a runner of the key `keyId` claimed, or whose token the caller shows. 404 when there is
    /// none; 403 `not_your_runner` when another key's runner has it.
    public TaskStore.Row owned(String id, String keyId) {
        return owned(id, tasks.find(parse(id)).orElse(null), keyId);
    }

    /// As [#owned(String, String)], of a task that was looked for already; null = there is none.
    public static TaskStore.Row owned(String id, TaskStore.@Nullable Row task, String keyId) {
        if (task == null) {
            throw ProblemException.notFound("task", id);
        }
        // Ready again under another id, or never claimed: nobody's, so nobody may speak for it.
        if (!keyId.equals(task.keyId()) && !keyId.equals(TaskTokens.callerOf(task.id()))) {
            throw new ProblemException(
                    ProblemCode.NOT_YOUR_RUNNER,
                    "The task " + id + " was not claimed by a runner of this key; drop it.");
        }
        return task;
    }

    /// The 400 of `body`, unless the task is another's: who may not speak for it learns that first, and who speaks of
    /// none learns what is wrong with the body first.
    public ProblemException refused(String id, String keyId, ProblemException body) {
        try {
            var unused = owned(id, keyId);
            return body;
        } catch (ProblemException task) {
            return task.code() == ProblemCode.NOT_FOUND ? body : task;
        }
    }

    /// A task's id; 404 for any other text.
    public static UUID parse(String id) {
        try {
            return UUID.fromString(id);
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
                                ? "its lease ran out, or another runner has it"
                                : "it is " + task.state().wire())
                        + "); stop working on it and drop what is left.");
    }
}
