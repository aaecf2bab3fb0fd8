package dev.paddock.controlplane.lease;

import dev.paddock.controlplane.loop.GroupCommit;
import dev.paddock.model.runner.Heartbeat;
import dev.paddock.model.runner.HeartbeatReply;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Takes heartbeats: a lone one is committed at once, those of a large fleet are joined into one commit a second.
@Singleton
class Heartbeats {

    /// In one transaction. Ten thousand runners send 667 a second; what this many weigh is a few megabytes.
    private static final int MOST = 10_000;

    private final GroupCommit<HeartbeatBatch.Beat, HeartbeatBatch.Answer> group;

    Heartbeats(HeartbeatBatch batch, LeaseConfig config) {
        this.group = GroupCommit.start("heartbeats", MOST, config.heartbeatPace(), batch::commit);
    }

    @PreDestroy
    void stop() {
        group.close();
    }

    /// Renews what the heartbeat names, and answers, once that is committed, from what was renewed. 404, 403 and 410
    /// as for every call of a runner. Waits for up to a pace, on a virtual thread.
    ///
    /// @param named its `taskIds`; null = everything the runner holds
    HeartbeatReply beat(String runner, String keyId, Heartbeat heartbeat, @Nullable List<UUID> named) {
        return switch (group.ask(new HeartbeatBatch.Beat(runner, keyId, heartbeat, named))) {
            case HeartbeatBatch.Answer.Heard(HeartbeatReply reply) -> reply;
            case HeartbeatBatch.Answer.Refused(var problem) -> throw problem;
        };
    }
}
