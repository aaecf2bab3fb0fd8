package dev.paddock.proving.drill.check;

/// An invariant that did not hold.
///
/// @param count how many runs or tasks it concerns
/// @param sentence what was found, with examples
public record Violation(Invariant invariant, int count, String sentence) {

    /// One of them.
    public static Violation of(Invariant invariant, String sentence) {
        return new Violation(invariant, 1, sentence);
    }
}
