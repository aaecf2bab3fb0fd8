package dev.paddock.model.task;

import dev.paddock.model.run.RunId;
import dev.paddock.model.run.RunStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The small bodies of a runner's calls about its task.
public final class TaskCalls {

    private TaskCalls() {}

    /// `POST /api/runners/tasks/:id/status`.
    public record StatusUpdate(TaskPhase status) {}

    /// Its reply. `leaseExpiresAt` is information only.
    public record StatusReply(String id, String status, Instant leaseExpiresAt) {}

    /// Reply to `POST /api/runners/tasks/:id/result`: the task's state and its run's.
    public record ResultReply(String id, RunId runId, String status, RunStatus runStatus) {}

    /// `POST /api/runners/tasks/:id/return`.
    public record Return(@Nullable String reason) {}

    /// Its reply.
    public record ReturnReply(String id, String status) {}
}
