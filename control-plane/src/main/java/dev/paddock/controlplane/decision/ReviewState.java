package dev.paddock.controlplane.decision;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.paddock.model.wire.WireEnum;

/// What a person says of a run.
public enum ReviewState {
    APPROVED,
    REJECTED,
    PENDING;

    /// The word used in JSON and in the database.
    @JsonValue
    public String wire() {
        return WireEnum.spell(this);
    }

    /// The constant that `word` spells; throws [IllegalArgumentException] naming the known words.
    @JsonCreator
    public static ReviewState of(String word) {
        return WireEnum.of(ReviewState.class, word);
    }
}
