package dev.paddock.model.run;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.paddock.model.wire.WireEnum;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/// What asked for a run.
public enum TriggerType {
    PULL_REQUEST,
    PUSH,
    SCHEDULE,
    MANUAL,
    API,
    RETRY,
    INGEST;

    /// What callers may name; the others say how the server itself came to a run.
    public static final Set<TriggerType> CALLERS =
            Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(RETRY, INGEST)));

    /// The word used in JSON and in the database.
    @JsonValue
    public String wire() {
        return WireEnum.spell(this);
    }

    /// The constant that `word` spells, whoever may name it; throws [IllegalArgumentException] naming the words of
    /// [#CALLERS].
    @JsonCreator
    public static TriggerType of(String word) {
        return WireEnum.of(TriggerType.class, word, CALLERS);
    }
}
