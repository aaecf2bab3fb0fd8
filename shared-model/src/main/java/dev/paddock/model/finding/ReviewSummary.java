package dev.paddock.model.finding;

import java.util.Collection;
import java.util.Collections;

/// How many findings of each severity a review has.
public record ReviewSummary(int errors, int warnings, int infos) {

    /// Counts `severities`, one a finding.
    public static ReviewSummary of(Collection<Severity> severities) {
        return new ReviewSummary(
                Collections.frequency(severities, Severity.ERROR),
                Collections.frequency(severities, Severity.WARNING),
                Collections.frequency(severities, Severity.INFO));
    }

    /// All findings.
    public int total() {
        return errors + warnings + infos;
    }

    /// One sentence, such as `Found 3 issues (0 errors, 2 warnings, 1 info)`.
    public String sentence() {
        return "Found %s (%s, %s, %d info)"
                .formatted(count(total(), "issue"), count(errors, "error"), count(warnings, "warning"), infos);
    }

    private static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
