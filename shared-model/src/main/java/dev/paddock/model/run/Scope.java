package dev.paddock.model.run;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.paddock.model.wire.WireEnum;

/// Which findings a run reports: those in changed files, on changed lines, or all.
public enum Scope {
    FILES,
    LINES,
    ALL;

    /// The word used in JSON and in the database.
    @JsonValue
    public String wire() {
        return WireEnum.spell(this);
    }

    /// The constant that `word` spells; throws [IllegalArgumentException] naming the known words.
    @JsonCreator
    public static Scope of(String word) {
        return WireEnum.of(Scope.class, word);
    }
}
