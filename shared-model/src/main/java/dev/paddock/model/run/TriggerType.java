package dev.paddock.model.run;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.paddock.model.wire.WireEnum;

/// What asked for a run.
public enum TriggerType {
    PULL_REQUEST,
    PUSH,
    SCHEDULE,
    MANUAL,
    API,
    RETRY,
    INGEST;

    /// The word used in JSON and in the database.
    @JsonValue
    public String wire() {
        return WireEnum.spell(this);
    }

    /// The constant that `word` spells; throws [IllegalArgumentException] naming the known words.
    @JsonCreator
    public static TriggerType of(String word) {
        return WireEnum.of(TriggerType.class, word);
    }
}
