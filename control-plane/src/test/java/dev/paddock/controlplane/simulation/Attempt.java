package dev.paddock.controlplane.simulation;

import dev.paddock.controlplane.run.TaskState;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A task: what the model believes of it, or what the ledger says.
final class Attempt {

    final int no;
    /// Null until a runner has heard of it.
    @Nullable
    UUID id;

    TaskState state = TaskState.HELD;

    @Nullable
    String hold;

    @Nullable
    Instant heldUntil;
    /// When it may be held until at the latest, while the model does not know it; null otherwise.
    @Nullable
    Instant heldAtMost;

    @Nullable
    String group;

    @Nullable
    String avoid;

    int priority;

    @Nullable
    Long place;

    @Nullable
    Instant readyAt;

    Instant createdAt;

    @Nullable
    String runner;

    @Nullable
    String session;

    @Nullable
    Instant claimedAt;

    @Nullable
    Instant handedOutAt;

    @Nullable
    Instant leaseUntil;

    @Nullable
    Instant deadline;

    @Nullable
    Instant cancelledAt;

    boolean confirmed;
    /// Of the result that ended it.
    @Nullable
    String digest;

    Attempt(int no, Instant createdAt) {
        this.no = no;
        this.createdAt = createdAt;
    }

    Attempt copy() {
        Attempt copy = new Attempt(no, createdAt);
        copy.id = id;
        copy.state = state;
        copy.hold = hold;
        copy.heldUntil = heldUntil;
        copy.heldAtMost = heldAtMost;
        copy.group = group;
        copy.avoid = avoid;
        copy.priority = priority;
        copy.place = place;
        copy.readyAt = readyAt;
        copy.runner = runner;
        copy.session = session;
        copy.claimedAt = claimedAt;
        copy.handedOutAt = handedOutAt;
        copy.leaseUntil = leaseUntil;
        copy.deadline = deadline;
        copy.cancelledAt = cancelledAt;
        copy.confirmed = confirmed;
        copy.digest = digest;
        return copy;
    }

    boolean isOpen() {
        return state == TaskState.HELD || state == TaskState.READY || state.isLive();
    }

    boolean isHeldFor(String... reasons) {
        return state == TaskState.HELD && hold != null && List.of(reasons).contains(hold);
    }

    boolean isLeased(Instant now) {
        return leaseUntil != null && leaseUntil.isAfter(now);
    }

    void confirm(Instant now, Instant until, long timeoutSeconds) {
        leaseUntil = until;
        confirmed = true;
        deadline = deadline == null ? now.plusSeconds(timeoutSeconds) : deadline;
    }

    void end(TaskState ended) {
        state = ended;
        hold = null;
        heldUntil = null;
        heldAtMost = null;
    }
}
