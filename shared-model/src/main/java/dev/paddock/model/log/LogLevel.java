package dev.paddock.model.log;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.paddock.model.wire.WireEnum;

/// The level of a log line, least first.
public enum LogLevel {
    DEBUG,
    INFO,
    WARN,
    ERROR;

    /// The word used in JSON and in the database.
    @JsonValue
    public String wire() {
        return WireEnum.spell(this);
    }

    /// The constant that `word` spells; throws [IllegalArgumentException] naming the known words.
    @JsonCreator
    public static LogLevel of(String word) {
        return WireEnum.of(LogLevel.class, word);
    }
}
