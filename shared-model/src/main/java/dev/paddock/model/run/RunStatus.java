package dev.paddock.model.run;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.paddock.model.wire.WireEnum;

/// Where a run stands. `SUCCESS` says that a review of the commit was completed, whatever it found.
public enum RunStatus {
    QUEUED,
    RUNNING,
    SUCCESS,
    FAILURE,
    CANCELLED,
    TIMEOUT;

    /// The word used in JSON and in the database.
    @JsonValue
    public String wire() {
        return WireEnum.spell(this);
    }

    /// The constant that `word` spells; throws [IllegalArgumentException] naming the known words.
    @JsonCreator
    public static RunStatus of(String word) {
        return WireEnum.of(RunStatus.class, word);
    }

    /// True when the run never changes again.
    public boolean isTerminal() {
        return this != QUEUED && this != RUNNING;
    }
}
