package dev.paddock.controlplane.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The rules of a quality gate on eight tests: five passed, one failed, one broken, one skipped.
class QualityGateTest {

    private static final List<Outcome> TESTS = List.of(
            new Outcome(Outcome.Status.PASSED, 100),
            new Outcome(Outcome.Status.PASSED, 200),
            new Outcome(Outcome.Status.PASSED, 300),
            new Outcome(Outcome.Status.PASSED, 400),
            new Outcome(Outcome.Status.PASSED, 500),
            new Outcome(Outcome.Status.FAILED, 2000),
            new Outcome(Outcome.Status.BROKEN, 50),
            new Outcome(Outcome.Status.SKIPPED, 0));

    private static QualityVerdict judge(List<Map<String, Object>> rules) {
        return Objects.requireNonNull(QualityGate.judge(rules, TESTS, 0));
    }

    @ParameterizedTest
    @CsvSource({
        "maxFailures, 2, 2, true",
        "maxFailures, 1, 2, false",
        "minTestsCount, 8, 8, true",
        "minTestsCount, 9, 8, false",
        "successRate, 0.7, 0.714, true",
        "successRate, 0.75, 0.714, false",
        "maxDuration, 2000, 2000, true",
        "maxDuration, 1999, 2000, false"
    })
    void aRuleHoldsUpToItsBound(String rule, double bound, double actual, boolean holds) {
        QualityVerdict verdict = judge(List.of(Map.of(rule, bound)));

        assertThat(verdict.passed()).isEqualTo(holds);
        assertThat(verdict.rules()).singleElement().satisfies(one -> {
            assertThat(one.rule()).isEqualTo(rule);
            assertThat(one.expected()).isEqualTo(bound);
            assertThat(one.actual()).isCloseTo(actual, org.assertj.core.data.Offset.offset(0.001));
            assertThat(one.passed()).isEqualTo(holds);
        });
    }

    @Test
    void aSetBreaksWhenOneOfItsRulesDoes() {
        QualityVerdict verdict = judge(List.of(Map.of("maxFailures", 5, "minTestsCount", 100, "id", "large enough")));

        assertThat(verdict.passed()).isFalse();
        assertThat(verdict.rules()).extracting(QualityVerdict.Rule::passed).containsExactly(true, false);
        assertThat(verdict.rules()).extracting(QualityVerdict.Rule::id).containsOnly("large enough");
    }

    @Test
    void behindABrokenSetThatFailsFastNothingIsJudged() {
        Map<String, Object> broken = Map.of("maxFailures", 0, "fastFail", true);
        Map<String, Object> slow = Map.of("maxFailures", 0);
        Map<String, Object> last = Map.of("minTestsCount", 1);

        assertThat(judge(List.of(broken, last)).rules()).hasSize(1);
        assertThat(judge(List.of(slow, last)).rules()).hasSize(2);
        assertThat(judge(List.of(last, Map.of("minTestsCount", 1, "fastFail", true), slow))
                        .rules())
                .hasSize(3);
    }

    @Test
    void withoutRulesThereIsNoVerdict() {
        assertThat(QualityGate.judge(List.of(), TESTS, 0)).isNull();
        assertThat(QualityGate.judge(List.of(Map.of("fastFail", true)), TESTS, 0))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({"maxFailures, 0", "minTestsCount, 0", "successRate, 0", "maxDuration, 1000"})
    void whereNothingWasTestedNoGateIsPassed(String rule, double bound) {
        Outcome unknown = new Outcome(Outcome.Status.UNKNOWN, 0);
        for (List<Outcome> tests : List.of(List.<Outcome>of(), List.of(unknown, unknown))) {
            QualityVerdict verdict = Objects.requireNonNull(QualityGate.judge(List.of(Map.of(rule, bound)), tests, 0));

            assertThat(verdict.passed()).isFalse();
            assertThat(verdict.rules())
                    .containsExactly(
                            new QualityVerdict.Rule(
                                    null, rule, bound, rule.equals("minTestsCount") ? tests.size() : 0, true),
                            new QualityVerdict.Rule(null, "minTestsCount", 1, 0, false));
        }
    }

    @Test
    void aResultThatCannotBeReadCountsAsAFailedTest() {
        List<Outcome> passed = List.of(new Outcome(Outcome.Status.PASSED, 1));
        List<Map<String, Object>> rules = List.of(Map.of("maxFailures", 0), Map.of("successRate", 0.6));

        assertThat(QualityGate.judge(rules, passed, 0))
                .extracting(QualityVerdict::passed)
                .isEqualTo(true);
        QualityVerdict verdict = Objects.requireNonNull(QualityGate.judge(rules, passed, 1));

        assertThat(verdict.rules()).extracting(QualityVerdict.Rule::actual).containsExactly(1.0, 0.5);
        assertThat(verdict.rules()).extracting(QualityVerdict.Rule::passed).containsOnly(false);
    }

    @Test
    void noTestsAreCountedAsNone() {
        assertThat(Counts.of(Collections.emptyList())).isEqualTo(Counts.NONE);
    }

    @Test
    void brokenOnesCountAsFailedAndUnknownOnesOnlyInTotal() {
        assertThat(Counts.of(TESTS)).isEqualTo(new Counts(5, 2, 1, 8));
        assertThat(Counts.of(List.of(new Outcome(Outcome.Status.UNKNOWN, 1)))).isEqualTo(new Counts(0, 0, 0, 1));
    }
}
