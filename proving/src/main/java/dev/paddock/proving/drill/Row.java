package dev.paddock.proving.drill;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.paddock.proving.drill.check.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A line of the drill's table.
final class Row {

    final String fault;
    private final List<Violation> violations = new ArrayList<>();
    private Duration slowest = Duration.ZERO;
    private int tries;
    private @Nullable String obstacle;

    Row(String fault) {
        this.fault = fault;
    }

    /// A line as JSON.
    ///
    /// @param lost runs that were lost, or did not end in time
    /// @param doubled what was done twice
    /// @param slowestRecoverySeconds of all tries
    /// @param verdict `held`, `violated` or `not tried`
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Line(
            String fault,
            int tries,
            int lost,
            int doubled,
            double slowestRecoverySeconds,
            String verdict,
            @Nullable String notTried,
            List<Violation> violations) {}

    void tried(Duration recovery, List<Violation> found) {
        tries++;
        violations.addAll(found);
        if (recovery.compareTo(slowest) > 0) {
            slowest = recovery;
        }
    }

    void notTried(String why) {
        obstacle = why;
    }

    boolean isViolated() {
        return !violations.isEmpty();
    }

    Line line() {
        String verdict = isViolated() ? "violated" : tries == 0 ? "not tried" : "held";
        int lost = violations.stream()
                .filter(violation -> violation.invariant().isLoss())
                .mapToInt(Violation::count)
                .sum();
        int doubled = violations.stream()
                .filter(violation -> violation.invariant().isDouble())
                .mapToInt(Violation::count)
                .sum();
        return new Line(
                fault,
                tries,
                lost,
                doubled,
                Math.round(slowest.toMillis() / 100.0) / 10.0,
                verdict,
                obstacle,
                List.copyOf(violations));
    }
}
