package dev.paddock.controlplane.lease;

import dev.paddock.controlplane.loop.Loop;
import dev.paddock.model.run.RunId;
import dev.paddock.model.runner.Heartbeat;
import dev.paddock.model.runner.HeartbeatReply;
import dev.paddock.model.runner.RunnerStatus;
import dev.paddock.model.task.TaskPhase;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The use cases of leases, each call for itself, for tests that make the calls in an order of their own.
@Singleton
public class LeaseCalls {

    private final HeartbeatBatch heartbeats;
    private final Leases leases;
    private final EndLease endLease;
    private final Sweeper sweeper;

    LeaseCalls(
            HeartbeatBatch heartbeats,
            Leases leases,
            EndLease endLease,
            EndLeases endLeases,
            Sweeper.Held held,
            LeaseConfig config) {
        this.heartbeats = heartbeats;
        this.leases = leases;
        this.endLease = endLease;
        this.sweeper = new Sweeper(endLeases, held, config);
    }

    /// Until when the lease runs; empty when the phase was not entered.
    public Optional<Instant> enter(UUID task, TaskPhase phase, String keyId) {
        return Optional.ofNullable(
                leases.enter(List.of(new Leases.Entry(task, phase, keyId))).get(task));
    }

    /// The reply to a lone heartbeat; its problem is thrown.
    ///
    /// @param named null = everything the runner holds
    public HeartbeatReply beat(String runner, String keyId, RunnerStatus status, int jobs, @Nullable List<UUID> named) {
        Heartbeat heartbeat = new Heartbeat(status, jobs, null, null);
        return switch (heartbeats
                .commit(List.of(new HeartbeatBatch.Beat(runner, keyId, heartbeat, named)))
                .getFirst()) {
            case HeartbeatBatch.Answer.Heard(HeartbeatReply reply) -> reply;
            case HeartbeatBatch.Answer.Refused(var problem) -> throw problem;
        };
    }

    /// False when the task is not the runner's any more.
    public boolean handBack(String run, UUID task) {
        return endLease.handBack(new Expiries.Ended(new RunId(run), task), "The test hands it back.");
    }

    /// One sweep of one replica.
    public void sweep() {
        Loop.runAll(List.of(sweeper::sweep));
    }
}
