package dev.paddock.model.run;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The identity of a run: `run_` and a 26-character ULID, so that ids sort by the time they were made.
public record RunId(@JsonValue String value) implements Comparable<RunId> {

    private static final String PREFIX = "run_";
    // Crockford's alphabet, without the letters that are taken for digits. The first character holds three bits.
    private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int LENGTH = PREFIX.length() + 26;

    /// Throws [IllegalArgumentException] when `value` has another shape.
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public RunId {
        if (!isShaped(value)) {
            throw new IllegalArgumentException("not a run id");
        }
    }

    // Ids are read with every row, so this is no regular expression.
    private static boolean isShaped(String text) {
        if (text.length() != LENGTH || !text.startsWith(PREFIX) || text.charAt(PREFIX.length()) > '7') {
            return false;
        }
        for (int i = PREFIX.length(); i < LENGTH; i++) {
            if (DIGITS.indexOf(text.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    /// The id that `text` spells, or empty: for text that a caller sent.
    public static Optional<RunId> parse(String text) {
        return isShaped(text) ? Optional.of(new RunId(text)) : Optional.empty();
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
