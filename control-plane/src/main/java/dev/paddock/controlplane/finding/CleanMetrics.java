package dev.paddock.controlplane.finding;

import dev.paddock.model.log.LogLevel;
import dev.paddock.model.log.LogLine;
import dev.paddock.model.task.Metrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a result may say of what its attempt cost. A runner whose clock was set back reports negative times, and no
/// review shall be lost for that: such members are left out, and so are those that [ReadMetrics] could not read.
///
/// @param metrics without them
/// @param leftOut their names
record CleanMetrics(Metrics metrics, List<String> leftOut) {

    static CleanMetrics of(Metrics said) {
        List<String> leftOut = new ArrayList<>();
        Metrics metrics = new Metrics(
                count("queueMs", said.queueMs(), leftOut),
                count("cloneMs", said.cloneMs(), leftOut),
                count("reviewMs", said.reviewMs(), leftOut),
                count("totalMs", said.totalMs(), leftOut),
                count("filesReviewed", said.filesReviewed(), leftOut),
                count("linesAnalyzed", said.linesAnalyzed(), leftOut),
                tokens(said.tokens(), leftOut));
        return new CleanMetrics(metrics, List.copyOf(leftOut));
    }

    /// The line that tells of it in the run's log; empty when everything was kept.
    Optional<LogLine> warning() {
        if (leftOut.isEmpty()) {
            return Optional.empty();
        }
        String message = "The result's metrics are negative or no numbers in " + String.join(", ", leftOut)
                + " and kept without; look at the runner's clock.";
        return Optional.of(new LogLine(null, LogLevel.WARN, message, null));
    }

    private static <N extends Number> @Nullable N count(String name, @Nullable N said, List<String> leftOut) {
        if (said == null || said.longValue() >= 0) {
            return said;
        }
        leftOut.add(name);
        return null;
    }

    private static Metrics.@Nullable Tokens tokens(Metrics.@Nullable Tokens said, List<String> leftOut) {
        if (said == null || (said.input() >= 0 && said.output() >= 0)) {
            return said;
        }
        leftOut.add("tokens");
        return null;
    }
}
