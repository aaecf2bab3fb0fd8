package dev.paddock.controlplane.lease;

import dev.paddock.controlplane.fleet.RunnerStore;
import dev.paddock.controlplane.fleet.Runners;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.model.problem.ProblemCode;
import dev.paddock.model.runner.Heartbeat;
import dev.paddock.model.runner.HeartbeatReply;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Keeps leases alive, and tells a runner which of its tasks are not its any more.
@Singleton
class Heartbeats {

    private final Runners runners;
    private final RunnerStore store;
    private final Leases leases;

    Heartbeats(Runners runners, RunnerStore store, Leases leases) {
        this.runners = runners;
        this.store = store;
        this.leases = leases;
    }

    /// Renews and answers from what was renewed. 404, 403 and 410 as [Runners#owned].
    @Transactional
    public HeartbeatReply beat(String runnerId, String keyId, Heartbeat heartbeat, List<UUID> named) {
        RunnerStore.Registered runner = runners.owned(runnerId, keyId);
        // The runner's row first, as registration and claims lock it: no two of them can wait for each other.
        RunnerStore.Registered beaten = store.beat(runnerId, heartbeat)
                .orElseThrow(() -> new ProblemException(
                        ProblemCode.RUNNER_GONE, "The runner " + runnerId + " was deregistered; register it again."));
        List<UUID> renewed;
        if (heartbeat.taskIds() != null) {
            renewed = named.isEmpty() ? List.of() : leases.renew(runnerId, named);
        } else {
            renewed = heartbeat.currentJobs() == 0 ? List.of() : leases.renewAll(runnerId, runner.session());
        }
        List<UUID> gone = new ArrayList<>(named);
        gone.removeAll(renewed);
        List<UUID> cancelled = gone.isEmpty() ? List.of() : leases.cancelled(gone);
        gone.removeAll(cancelled);
        return new HeartbeatReply(
                beaten.view(), texts(cancelled), texts(gone), beaten.view().draining());
    }

    private static List<String> texts(List<UUID> ids) {
        return ids.stream().map(UUID::toString).toList();
    }
}
