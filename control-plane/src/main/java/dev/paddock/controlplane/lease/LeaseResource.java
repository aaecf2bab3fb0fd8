package dev.paddock.controlplane.lease;

import dev.paddock.controlplane.access.Caller;
import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.fleet.Runners;
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
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What keeps and gives up a lease: heartbeats, phases, hand-backs.
@Path("/api/runners")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class LeaseResource {

    /// No runner has more slots.
    private static final int MAX_TASKS = 1000;
    /// 60 years, far from what a timestamp cannot hold.
    private static final long MAX_POLL_AGE_MS = Duration.ofDays(60 * 365).toMillis();

    private final Heartbeats heartbeats;
    private final Phases phases;
    private final EndLease endLease;
    private final TaskGuard guard;
    private final Runners runners;
    private final Caller caller;

    LeaseResource(
            Heartbeats heartbeats, Phases phases, EndLease endLease, TaskGuard guard, Runners runners, Caller caller) {
        this.caller = caller;
        this.heartbeats = heartbeats;
        this.phases = phases;
        this.endLease = endLease;
        this.guard = guard;
        this.runners = runners;
    }

    @POST
    @Path("/{id}/heartbeat")
    @PermissionsAllowed(Permission.TASK)
    @Consumes(MediaType.APPLICATION_JSON)
    public Data<HeartbeatReply> heartbeat(@PathParam("id") String id, @Nullable Heartbeat heartbeat) {
        // What the ledger cannot even read would have the others of its batch committed one by one.
        Runners.expectId("id", id);
        Heartbeat said;
        @Nullable List<UUID> tasks;
        try {
            said = checked(heartbeat);
            tasks = named(said.taskIds());
        } catch (ProblemException bad) {
            // Who may not speak for the runner learns that first.
            var unused = runners.owned(id, caller.keyId());
            throw bad;
        }
        return new Data<>(heartbeats.beat(id, caller.keyId(), said, tasks));
    }

    private static Heartbeat checked(@Nullable Heartbeat heartbeat) {
        if (heartbeat == null || heartbeat.status() == null) {
            throw ProblemException.invalid("status", "is missing; send it");
        }
        if (heartbeat.currentJobs() < 0) {
            throw ProblemException.invalid("currentJobs", "must not be negative");
        }
        Long age = heartbeat.lastPollAgeMs();
        if (age != null && (age < 0 || age > MAX_POLL_AGE_MS)) {
            throw ProblemException.invalid("lastPollAgeMs", "must be a number from 0 to " + MAX_POLL_AGE_MS);
        }
        return heartbeat;
    }

    private static @Nullable List<UUID> named(@Nullable List<String> ids) {
        if (ids != null && ids.size() > MAX_TASKS) {
            throw ProblemException.invalid("taskIds", "must be at most " + MAX_TASKS + " ids");
        }
        return ids == null ? null : ids.stream().map(LeaseResource::taskId).toList();
    }

    private static UUID taskId(@Nullable String text) {
        try {
            return UUID.fromString(Objects.requireNonNullElse(text, ""));
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalid("taskIds", "must be ids of tasks");
        }
    }

    /// Enters a phase; the same one again is fine.
    @POST
    @Path("/tasks/{id}/status")
    @PermissionsAllowed(Permission.TASK_CALL)
    @Consumes(MediaType.APPLICATION_JSON)
    public Data<TaskCalls.StatusReply> status(@PathParam("id") String id, TaskCalls.@Nullable StatusUpdate update) {
        String keyId = caller.keyId();
        if (update == null || update.status() == null) {
            throw guard.refused(id, keyId, ProblemException.invalid("status", "is missing; send it"));
        }
        Optional<Instant> lease = phases.enter(TaskGuard.parse(id), update.status(), keyId);
        if (lease.isEmpty()) {
            TaskStore.Row task = guard.owned(id, keyId);
            throw task.state().isLive() && task.leased() ? backwards(task) : TaskGuard.leaseLost(task);
        }
        return new Data<>(new TaskCalls.StatusReply(id, update.status().wire(), lease.get()));
    }

    private static ProblemException backwards(TaskStore.Row task) {
        return new ProblemException(
                ProblemCode.ILLEGAL_PHASE,
                "The task " + task.id() + " is " + task.state().wire()
                        + " already, and phases only go forward; report a later one.");
    }

    /// Hands the task back; another runner gets it.
    @POST
    @Path("/tasks/{id}/return")
    @PermissionsAllowed(Permission.TASK_CALL)
    @Consumes(MediaType.APPLICATION_JSON)
    public Data<TaskCalls.ReturnReply> giveBack(@PathParam("id") String id, TaskCalls.@Nullable Return body) {
        String reason = body == null || body.reason() == null ? "The runner handed the task back." : body.reason();
        if (reason.length() > 1000) {
            throw guard.refused(
                    id, caller.keyId(), ProblemException.invalid("reason", "must have at most 1000 characters"));
        }
        TaskStore.Row task = guard.owned(id, caller.keyId());
        if (!endLease.handBack(new Expiries.Ended(task.runId(), task.id()), reason)) {
            throw TaskGuard.leaseLost(guard.owned(id, caller.keyId()));
        }
        return new Data<>(new TaskCalls.ReturnReply(id, TaskState.RETURNED.wire()));
    }
}
