package dev.paddock.controlplane.lease;

import dev.paddock.controlplane.access.Caller;
import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.run.TaskGuard;
import dev.paddock.controlplane.run.TaskState;
import dev.paddock.controlplane.run.TaskStore;
import dev.paddock.model.problem.ProblemCode;
import dev.paddock.model.runner.Heartbeat;
import dev.paddock.model.runner.HeartbeatReply;
import dev.paddock.model.task.TaskCalls;
import dev.paddock.model.wire.Data;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What keeps and gives up a lease: heartbeats, phases, hand-backs.
@Path("/api/runners")
@RunOnVirtualThread
public class LeaseResource {

    private final Heartbeats heartbeats;
    private final Leases leases;
    private final EndLease endLease;
    private final TaskGuard guard;
    private final Caller caller;

    LeaseResource(Heartbeats heartbeats, Leases leases, EndLease endLease, TaskGuard guard, Caller caller) {
        this.caller = caller;
        this.heartbeats = heartbeats;
        this.leases = leases;
        this.endLease = endLease;
        this.guard = guard;
    }

    @POST
    @Path("/{id}/heartbeat")
    @PermissionsAllowed(Permission.TASK)
    public Data<HeartbeatReply> heartbeat(@PathParam("id") String id, @Nullable Heartbeat heartbeat) {
        if (heartbeat == null || heartbeat.status() == null) {
            throw ProblemException.invalid("status", "is missing");
        }
        if (heartbeat.currentJobs() < 0) {
            throw ProblemException.invalid("currentJobs", "must not be negative");
        }
        List<UUID> named = Objects.requireNonNullElse(heartbeat.taskIds(), List.<String>of()).stream()
                .map(LeaseResource::taskId)
                .toList();
        return new Data<>(heartbeats.beat(id, caller.keyId(), heartbeat, named));
    }

    private static UUID taskId(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalid("taskIds", "must be ids of tasks");
        }
    }

    /// Enters a phase; the same one again is fine.
    @POST
    @Path("/tasks/{id}/status")
    @PermissionsAllowed(Permission.TASK)
    public Data<TaskCalls.StatusReply> status(@PathParam("id") String id, TaskCalls.@Nullable StatusUpdate update) {
        if (update == null || update.status() == null) {
            throw ProblemException.invalid("status", "is missing");
        }
        TaskStore.Row task = guard.owned(id, caller.keyId());
        Optional<Instant> lease = leases.enter(task.id(), update.status());
        if (lease.isEmpty()) {
            TaskStore.Row now = guard.owned(id, caller.keyId());
            throw now.state().isLive() && now.leased() ? backwards(now) : TaskGuard.leaseLost(now);
        }
        return new Data<>(new TaskCalls.StatusReply(id, update.status().wire(), lease.get()));
    }

    private static ProblemException backwards(TaskStore.Row task) {
        return new ProblemException(
                ProblemCode.ILLEGAL_PHASE,
                "The task " + task.id() + " is " + task.state().wire() + " already; phases only go forward.");
    }

    /// Hands the task back; another runner gets it.
    @POST
    @Path("/tasks/{id}/return")
    @PermissionsAllowed(Permission.TASK)
    public Data<TaskCalls.ReturnReply> giveBack(@PathParam("id") String id, TaskCalls.@Nullable Return body) {
        TaskStore.Row task = guard.owned(id, caller.keyId());
        String reason = body == null || body.reason() == null ? "The runner handed the task back." : body.reason();
        if (reason.length() > 1000) {
            throw ProblemException.invalid("reason", "is longer than 1000 characters");
        }
        if (task.state() != TaskState.RETURNED
                && !endLease.handBack(new Leases.Ended(task.runId(), task.id()), reason)) {
            throw TaskGuard.leaseLost(task);
        }
        return new Data<>(new TaskCalls.ReturnReply(id, TaskState.RETURNED.wire()));
    }
}
