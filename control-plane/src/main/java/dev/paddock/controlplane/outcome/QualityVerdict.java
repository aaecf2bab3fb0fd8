package dev.paddock.controlplane.outcome;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a quality gate says of a build.
///
/// @param passed whether every rule holds
/// @param rules in the order in which they were judged; those behind a broken one that fails fast are left out
public record QualityVerdict(boolean passed, List<Rule> rules) {

    /// One rule.
    ///
    /// @param id what the config calls it
    /// @param rule `maxFailures`, `minTestsCount`, `successRate` (0 to 1) or `maxDuration` (ms)
    /// @param expected what the config demands
    /// @param actual what the results have
    public record Rule(
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String id,

            String rule,
            double expected,
            double actual,
            boolean passed) {}
}
