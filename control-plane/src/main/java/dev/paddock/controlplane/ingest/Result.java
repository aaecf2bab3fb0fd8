package dev.paddock.controlplane.ingest;

import dev.paddock.controlplane.storage.Digest;
import dev.paddock.model.wire.WireEnum;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One result of a report, its screenshots taken out.
///
/// @param digest of what would become the baseline; empty when there is nothing to become one
/// @param screenshots by `baseline`, `candidate` and `diff`
/// @param members what else it has, as it came
record Result(
        String target,
        String kind,
        Status status,
        @Nullable Long durationMs,
        Optional<Digest> digest,
        Map<String, Digest> screenshots,
        Map<String, @Nullable Object> members) {

    /// What a report says of a target.
    enum Status {
        PASSED,
        FAILED,
        CHANGED,
        NEW,
        REMOVED;

        String wire() {
            return WireEnum.spell(this);
        }

        static Status of(String word) {
            return WireEnum.of(Status.class, word);
        }
    }

    static final String BASELINE = "baseline";
    static final String CANDIDATE = "candidate";
    static final String DIFF = "diff";
    static final List<String> SCREENSHOTS = List.of(BASELINE, CANDIDATE, DIFF);

    Result {
        screenshots = new TreeMap<>(screenshots);
    }

    @Nullable
    String screenshot(String which) {
        Digest digest = screenshots.get(which);
        return digest == null ? null : digest.hex();
    }

    /// Whether there are two images to compare, and nobody has shown how they differ.
    boolean lacksDiff() {
        Digest baseline = screenshots.get(BASELINE);
        Digest candidate = screenshots.get(CANDIDATE);
        return baseline != null
                && candidate != null
                && !Objects.equals(baseline, candidate)
                && !screenshots.containsKey(DIFF);
    }

    static List<Digest> screenshots(Collection<Result> results) {
        return results.stream()
                .flatMap(result -> result.screenshots().values().stream())
                .distinct()
                .sorted()
                .toList();
    }
}
