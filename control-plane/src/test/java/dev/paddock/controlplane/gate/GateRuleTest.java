package dev.paddock.controlplane.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.gate.GateRule.Decision;
import dev.paddock.controlplane.gate.GateRule.Review;
import dev.paddock.model.finding.Severity;
import dev.paddock.model.run.GateView.Reason;
import dev.paddock.model.run.GateView.Verdict;
import dev.paddock.model.run.RunStatus;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GateRuleTest {

    private final GateRule rule = GateRule.of(Map.of());

    @Test
    void nothingIsGreenWithoutACompletedReview() {
        for (RunStatus status : RunStatus.values()) {
            Decision decision = rule.judge(status, new Review(Set.of(), 1, 0), false);
            assertThat(decision.verdict() == Verdict.PASSED).isEqualTo(status == RunStatus.SUCCESS);
        }
    }

    @Test
    void findingsFailFromTheSeverityThatTheAgentNames() {
        Review warnings = new Review(Set.of(Severity.WARNING, Severity.INFO), 1, 0);
        GateRule strict = GateRule.of(Map.of("gate", Map.of("fail_on", "warning")));

        assertThat(rule.judge(RunStatus.SUCCESS, warnings, false)).isEqualTo(new Decision(Verdict.PASSED, null));
        assertThat(strict.judge(RunStatus.SUCCESS, warnings, false))
                .isEqualTo(new Decision(Verdict.FAILED, Reason.FINDINGS));
    }

    @Test
    void aFileNobodyCouldJudgeIsPartial() {
        Review partial = new Review(Set.of(), 2, 1);
        GateRule lenient = GateRule.of(Map.of("gate", Map.of("allow_partial", true)));

        assertThat(rule.judge(RunStatus.SUCCESS, partial, false))
                .isEqualTo(new Decision(Verdict.FAILED, Reason.PARTIAL));
        assertThat(lenient.judge(RunStatus.SUCCESS, partial, false)).isEqualTo(new Decision(Verdict.PASSED, null));
        assertThat(lenient.judge(RunStatus.SUCCESS, new Review(Set.of(), 2, 2), false))
                .as("nothing was reviewed")
                .isEqualTo(new Decision(Verdict.FAILED, Reason.PARTIAL));
    }

    @Test
    void nothingToReviewPasses() {
        assertThat(rule.judge(RunStatus.SUCCESS, new Review(Set.of(), 0, 0), false))
                .isEqualTo(new Decision(Verdict.PASSED, Reason.NOTHING_TO_REVIEW));
    }

    @Test
    void aRejectionFailsWhatWouldPassAndHidesNoFindings() {
        Review clean = new Review(Set.of(), 1, 0);
        Review bad = new Review(Set.of(Severity.ERROR), 1, 0);

        assertThat(rule.judge(RunStatus.SUCCESS, clean, true)).isEqualTo(new Decision(Verdict.FAILED, Reason.REJECTED));
        assertThat(rule.judge(RunStatus.SUCCESS, bad, true)).isEqualTo(new Decision(Verdict.FAILED, Reason.FINDINGS));
        assertThat(rule.judge(RunStatus.CANCELLED, clean, true).reason()).isEqualTo(Reason.CANCELLED);
    }

    @Test
    void everyOtherEndHasItsReason() {
        Review none = new Review(Set.of(), 0, 0);
        assertThat(rule.judge(RunStatus.FAILURE, none, false).reason()).isEqualTo(Reason.ERROR);
        assertThat(rule.judge(RunStatus.TIMEOUT, none, false).reason()).isEqualTo(Reason.TIMEOUT);
        assertThat(rule.judge(RunStatus.CANCELLED, none, false).reason()).isEqualTo(Reason.CANCELLED);
    }
}
