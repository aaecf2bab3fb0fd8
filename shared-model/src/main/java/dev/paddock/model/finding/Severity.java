package dev.paddock.model.finding;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.paddock.model.wire.WireEnum;

/// How much a finding matters, gravest first.
public enum Severity {
    ERROR,
    WARNING,
    INFO;

    /// The word used in JSON and in the database.
    @JsonValue
    public String wire() {
        return WireEnum.spell(this);
    }

    /// The constant that `word` spells; throws [IllegalArgumentException] naming the known words.
    @JsonCreator
    public static Severity of(String word) {
        return WireEnum.of(Severity.class, word);
    }

    /// True when this is as grave as `other` or graver.
    public boolean atLeast(Severity other) {
        return compareTo(other) <= 0;
    }
}
