package dev.paddock.model.task;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.paddock.model.wire.WireEnum;

/// What a runner is doing with its task, in order; a phase may be skipped, never repeated backwards.
public enum TaskPhase {
    PREPARING,
    CLONING,
    REVIEWING,
    SUBMITTING;

    /// The word used in JSON and in the database.
    @JsonValue
    public String wire() {
        return WireEnum.spell(this);
    }

    /// The constant that `word` spells; throws [IllegalArgumentException] naming the known words.
    @JsonCreator
    public static TaskPhase of(String word) {
        return WireEnum.of(TaskPhase.class, word);
    }
}
