package dev.paddock.controlplane.run;

import dev.paddock.model.wire.WireEnum;
import java.util.List;

/// Where a task stands. A task is one claim: once claimed it is never ready again.
public enum TaskState {
    HELD,
    READY,
    CLAIMED,
    PREPARING,
    CLONING,
    REVIEWING,
    SUBMITTING,
    SUCCEEDED,
    FAILED,
    TIMED_OUT,
    CANCELLED,
    LOST,
    RETURNED,
    UNCONFIRMED;

    /// The states in which a runner holds the task, as SQL words, in the order of its phases.
    public static final List<String> LIVE = List.of("claimed", "preparing", "cloning", "reviewing", "submitting");

    /// The word used in the database and on the wire.
    public String wire() {
        return WireEnum.spell(this);
    }

    /// The state that `word` spells.
    public static TaskState of(String word) {
        return WireEnum.of(TaskState.class, word);
    }

    /// True while a runner holds the task.
    public boolean isLive() {
        return LIVE.contains(wire());
    }

    /// True when a runner's result made it what it is.
    public boolean isJudged() {
        return this == SUCCEEDED || this == FAILED;
    }

    /// True when a hand-over did not come about and nobody failed: handed back, or never confirmed.
    public boolean isHandedBack() {
        return this == RETURNED || this == UNCONFIRMED;
    }
}
