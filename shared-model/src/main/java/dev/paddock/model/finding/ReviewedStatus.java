package dev.paddock.model.finding;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.paddock.model.wire.WireEnum;

/// What became of a file in a review.
public enum ReviewedStatus {
    /// An analyser judged it.
    REVIEWED,
    /// No analyser knows its kind, or there was nothing to judge.
    SKIPPED,
    /// An analyser should have judged it and could not.
    FAILED;

    /// The word used in JSON and in the database.
    @JsonValue
    public String wire() {
        return WireEnum.spell(this);
    }

    /// The constant that `word` spells; throws [IllegalArgumentException] naming the known words.
    @JsonCreator
    public static ReviewedStatus of(String word) {
        return WireEnum.of(ReviewedStatus.class, word);
    }
}
