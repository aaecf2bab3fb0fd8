package dev.paddock.model.runner;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.paddock.model.wire.WireEnum;

/// Whether a runner is heard of, and whether it works.
public enum RunnerStatus {
    ONLINE,
    BUSY,
    OFFLINE;

    /// The word used in JSON and in the database.
    @JsonValue
    public String wire() {
        return WireEnum.spell(this);
    }

    /// The constant that `word` spells; throws [IllegalArgumentException] naming the known words.
    @JsonCreator
    public static RunnerStatus of(String word) {
        return WireEnum.of(RunnerStatus.class, word);
    }
}
