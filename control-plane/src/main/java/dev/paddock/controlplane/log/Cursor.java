package dev.paddock.controlplane.log;

import dev.paddock.controlplane.http.ProblemException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A place in a run's log, over all attempts.
record Cursor(int attempt, long seq) implements Comparable<Cursor> {

    static final Cursor START = new Cursor(0, 0);

    private static final Pattern SHAPE = Pattern.compile("(\\d{1,9})-(\\d{1,18})");

    @Override
    public int compareTo(Cursor other) {
        return attempt == other.attempt ? Long.compare(seq, other.seq) : Integer.compare(attempt, other.attempt);
    }

    /// Ordered as text too.
    String text() {
        return "%06d-%012d".formatted(attempt, seq);
    }

    /// The place that `text` spells; the start for null; 400 for anything else, naming `name`.
    static Cursor of(String name, @Nullable String text) {
        if (text == null) {
            return START;
        }
        Matcher matcher = SHAPE.matcher(text);
        if (!matcher.matches()) {
            throw ProblemException.invalid(name, "must be a cursor from an earlier reply");
        }
        return new Cursor(Integer.parseInt(matcher.group(1)), Long.parseLong(matcher.group(2)));
    }
}
