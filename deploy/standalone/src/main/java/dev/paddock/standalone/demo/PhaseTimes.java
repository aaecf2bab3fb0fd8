package dev.paddock.standalone.demo;

import dev.paddock.model.run.RunView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How long each part of a run took, in one line.
final class PhaseTimes {

    private PhaseTimes() {}

    /// Such as `queue 0.1 s · clone 0.4 s · review 2.1 s · total 2.8 s`; what is unknown is left out.
    static String line(RunView run) {
        var parts = new ArrayList<String>();
        var metrics = run.metrics();
        add(parts, "queue", between(run.createdAt(), run.startedAt()));
        if (metrics != null) {
            add(parts, "clone", metrics.cloneMs());
            add(parts, "review", metrics.reviewMs());
        }
        add(parts, "total", between(run.createdAt(), run.completedAt()));
        var results = run.results();
        if (results != null) {
            parts.add(results.filesReviewed() + (results.filesReviewed() == 1 ? " file" : " files"));
            parts.add(results.linesAnalyzed() + (results.linesAnalyzed() == 1 ? " line" : " lines"));
        }
        return String.join(" · ", parts);
    }

    private static @Nullable Long between(Instant from, @Nullable Instant to) {
        return to == null ? null : Duration.between(from, to).toMillis();
    }

    private static void add(List<String> parts, String name, @Nullable Long millis) {
        if (millis != null) {
            parts.add(String.format(Locale.ROOT, "%s %.1f s", name, millis / 1000.0));
        }
    }
}
