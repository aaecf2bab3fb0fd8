package dev.paddock.model.run;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.paddock.model.wire.WireEnum;

/// How urgent a run is.
public enum Priority {
    LOW(0),
    NORMAL(1),
    HIGH(2);

    /// The word used in JSON and in the database.
    @JsonValue
    public String wire() {
        return WireEnum.spell(this);
    }

    /// The constant that `word` spells; throws [IllegalArgumentException] naming the known words.
    @JsonCreator
    public static Priority of(String word) {
        return WireEnum.of(Priority.class, word);
    }

    private final int level;

    Priority(int level) {
        this.level = level;
    }

    /// 0 to 2; the greater is claimed first.
    public int level() {
        return level;
    }
}
