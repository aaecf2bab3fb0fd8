package dev.paddock.controlplane.outcome;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Judges the outcomes of tests by the rules of a report's config.
public final class QualityGate {

    /// How a rule compares.
    private enum Bound {
        MOST,
        LEAST
    }

    /// @param actual what the results have
    private record Measure(double actual, Bound bound) {

        boolean isWithin(double expected) {
            return bound == Bound.MOST ? actual <= expected : actual >= expected;
        }
    }

    private static final String TESTS = "minTestsCount";

    private QualityGate() {}

    /// The verdict, or null when there are no rules. A set of rules may hold several; when it breaks and
    /// fails fast, no set behind it is judged. Where no test says how it ended nothing was tested: rules
    /// that would hold are followed by a broken `minTestsCount`.
    ///
    /// @param rules as the config has them, checked
    /// @param unreadable results that cannot be read: failed tests, as far as anybody knows
    public static @Nullable QualityVerdict judge(
            List<Map<String, Object>> rules, List<Outcome> outcomes, int unreadable) {
        Map<String, Measure> measures = measure(outcomes, unreadable);
        List<QualityVerdict.Rule> judged = new ArrayList<>();
        for (Map<String, Object> set : rules) {
            List<QualityVerdict.Rule> here = judge(set, measures);
            judged.addAll(here);
            boolean broken = here.stream().anyMatch(rule -> !rule.passed());
            if (broken && Boolean.TRUE.equals(set.get("fastFail"))) {
                break;
            }
        }
        if (judged.isEmpty()) {
            return null;
        }
        boolean passed = judged.stream().allMatch(QualityVerdict.Rule::passed);
        if (passed && outcomes.stream().allMatch(one -> one.status() == Outcome.Status.UNKNOWN)) {
            judged.add(new QualityVerdict.Rule(null, TESTS, 1, 0, false));
            passed = false;
        }
        return new QualityVerdict(passed, judged);
    }

    private static List<QualityVerdict.Rule> judge(Map<String, Object> set, Map<String, Measure> measures) {
        List<QualityVerdict.Rule> judged = new ArrayList<>();
        measures.forEach((name, measure) -> {
            if (set.get(name) instanceof Number expected) {
                judged.add(new QualityVerdict.Rule(
                        set.get("id") instanceof String id ? id : null,
                        name,
                        expected.doubleValue(),
                        measure.actual(),
                        measure.isWithin(expected.doubleValue())));
            }
        });
        return judged;
    }

    private static Map<String, Measure> measure(List<Outcome> outcomes, int unreadable) {
        Counts read = Counts.of(outcomes);
        Counts counts = new Counts(read.passed(), read.failed() + unreadable, read.skipped(), read.total());
        long longest = outcomes.stream().mapToLong(Outcome::durationMs).max().orElse(0);
        Map<String, Measure> measures = new LinkedHashMap<>();
        measures.put("maxFailures", new Measure(counts.failed(), Bound.MOST));
        measures.put(TESTS, new Measure(counts.total(), Bound.LEAST));
        measures.put("successRate", new Measure(counts.successRate(), Bound.LEAST));
        measures.put("maxDuration", new Measure(longest, Bound.MOST));
        return measures;
    }
}
