package dev.paddock.model.change;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.paddock.model.wire.WireEnum;

/// How a file differs from the base commit.
public enum FileStatus {
    ADDED,
    MODIFIED,
    RENAMED,
    DELETED;

    /// The word used in JSON and in the database.
    @JsonValue
    public String wire() {
        return WireEnum.spell(this);
    }

    /// The constant that `word` spells; throws [IllegalArgumentException] naming the known words.
    @JsonCreator
    public static FileStatus of(String word) {
        return WireEnum.of(FileStatus.class, word);
    }
}
