package dev.paddock.controlplane.scaling;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The runs that require the same tags.
///
/// @param name their tags, sorted and joined, as in the ledger and on `paddock.tasks`
record Lane(String name) {

    /// The lane of runs without tags.
    static final Lane WITHOUT_TAGS = new Lane("default");

    /// What [#parse] reads, as the rest of a sentence about it.
    static final String SHAPE = "must be tags joined by commas, each matching [a-z0-9._-]{1,64}, or default";

    // 8 of a run and 32 of its agent.
    private static final Pattern TAGS = Pattern.compile("[a-z0-9._-]{1,64}(?:,[a-z0-9._-]{1,64}){0,39}");

    /// The lane of these tags, in any order; empty for what are no tags.
    static Optional<Lane> parse(String text) {
        if (!TAGS.matcher(text).matches()) {
            return Optional.empty();
        }
        return Optional.of(
                new Lane(Stream.of(text.split(",", -1)).distinct().sorted().collect(Collectors.joining(","))));
    }
}
