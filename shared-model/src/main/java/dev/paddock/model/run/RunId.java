package dev.paddock.model.run;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The identity of a run: `run_` and a 26-character ULID, so that ids sort by the time they were made.
public record RunId(@JsonValue String value) implements Comparable<RunId> {

    private static final Pattern SHAPE = Pattern.compile("run_[0-7][0-9A-HJKMNP-TV-Z]{25}");

    /// Throws [IllegalArgumentException] when `value` has another shape.
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public RunId {
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException("not a run id");
        }
    }

    /// The id that `text` spells, or empty: for text that a caller sent.
    public static Optional<RunId> parse(String text) {
        return SHAPE.matcher(text).matches() ? Optional.of(new RunId(text)) : Optional.empty();
    }

    /// The id that a column spells, null for null.
    public static @Nullable RunId ofNullable(@Nullable String text) {
        return text == null ? null : new RunId(text);
    }

    @Override
    public int compareTo(RunId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
