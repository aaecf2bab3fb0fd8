package dev.paddock.proving.drill.runner;

import java.util.Optional;

/// A line of a runner's journal: what it did to one task, and when.
///
/// @param nanos of the machine's monotonic clock, which all processes share
/// @param runner its id
/// @param detail one word: how the work ended, or the code of a refusal; `-` where there is nothing to say
public record Deed(long nanos, Kind kind, String runner, String task, String run, int attempt, String detail) {

    private static final int PARTS = 7;

    /// What was done.
    public enum Kind {
        /// The claim was confirmed; from here on it works.
        BEGAN,
        /// It held the lease by its own clock, and worked.
        WORKED,
        /// It works no more.
        ENDED,
        /// Its result was taken.
        ACCEPTED,
        /// Its result was not taken.
        REFUSED
    }

    String line() {
        return String.join(" ", Long.toString(nanos), kind.name(), runner, task, run, Integer.toString(attempt), detail)
                + "\n";
    }

    /// The deed in `line`; empty for a line that a kill cut off.
    public static Optional<Deed> parse(String line) {
        String[] parts = line.split(" ", -1);
        if (parts.length != PARTS || parts[PARTS - 1].isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Deed(
                Long.parseLong(parts[0]),
                Kind.valueOf(parts[1]),
                parts[2],
                parts[3],
                parts[4],
                Integer.parseInt(parts[5]),
                parts[6]));
    }
}
