package dev.paddock.controlplane.outcome;

import java.util.Locale;
import java.util.Set;

/// How one test ended, its last attempt where it had several.
///
/// @param durationMs 0 when nobody measured it
public record Outcome(Status status, long durationMs) {

    /// Allure's statuses.
    public enum Status {
        PASSED,
        FAILED,
        /// It ended for another reason than what it tests.
        BROKEN,
        SKIPPED,
        UNKNOWN;

        private static final Set<String> WORDS = Set.of("passed", "failed", "broken", "skipped");

        static Status of(String word) {
            return WORDS.contains(word) ? valueOf(word.toUpperCase(Locale.ROOT)) : UNKNOWN;
        }
    }

    /// Failed or broken.
    boolean isFailure() {
        return status == Status.FAILED || status == Status.BROKEN;
    }
}
