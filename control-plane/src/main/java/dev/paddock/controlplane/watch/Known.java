package dev.paddock.controlplane.watch;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The states that a caller knows: its `If-None-Match`, compared weakly as RFC 9110 demands.
record Known(boolean any, Set<String> tags) {

    /// What the header says; a caller without one knows nothing.
    static Known of(@Nullable String header) {
        if (header == null) {
            return new Known(false, Set.of());
        }
        Set<String> tags = Arrays.stream(header.split(",", -1))
                .map(String::strip)
                .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
                .filter(tag -> tag.length() > 2 && tag.startsWith("\"") && tag.endsWith("\""))
                .map(tag -> tag.substring(1, tag.length() - 1))
                .collect(Collectors.toSet());
        return new Known(header.strip().equals("*"), tags);
    }

    /// Whether the caller has this state already.
    boolean has(Tagged tagged) {
        return any || tags.contains(tagged.tag());
    }
}
