package dev.paddock.controlplane.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.gate.GateRule.Decision;
import dev.paddock.model.run.GateView.Reason;
import dev.paddock.model.run.GateView.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportGateTest {

    private static final ReportGate PENDING = new ReportGate(false, false, false);
    private static final ReportGate APPROVED = new ReportGate(true, false, false);
    private static final ReportGate REJECTED = new ReportGate(false, true, false);
    private static final ReportGate PATIENT = new ReportGate(false, false, true);

    private static Decision failed(Reason reason) {
        return new Decision(Verdict.FAILED, reason);
    }

    private static final Decision PASSED = new Decision(Verdict.PASSED, null);

    @Test
    void anEmptyReportReviewedNothingWhateverAPersonSays() {
        for (ReportGate gate : List.of(PENDING, APPROVED, REJECTED, PATIENT)) {
            assertThat(gate.judge(List.of())).isEqualTo(failed(Reason.NOT_REVIEWED));
        }
    }

    @Test
    void noApprovalLiftsAFailedResult() {
        for (ReportGate gate : List.of(PENDING, APPROVED, REJECTED, PATIENT)) {
            assertThat(gate.judge(List.of("passed", "failed", "changed"))).isEqualTo(failed(Reason.FINDINGS));
            assertThat(gate.result("failed")).isEqualTo(Verdict.FAILED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"changed", "new", "removed"})
    void whatIsNotAsItWasWaitsForAPerson(String status) {
        List<String> statuses = List.of("passed", status);

        assertThat(PENDING.judge(statuses)).isEqualTo(failed(Reason.REVIEW_PENDING));
        assertThat(PATIENT.judge(statuses)).isEqualTo(new Decision(Verdict.RUNNING, null));
        assertThat(APPROVED.judge(statuses)).isEqualTo(PASSED);
        assertThat(REJECTED.judge(statuses)).isEqualTo(failed(Reason.REJECTED));
        assertThat(PENDING.result(status)).isEqualTo(Verdict.FAILED);
        assertThat(PATIENT.result(status)).isEqualTo(Verdict.RUNNING);
        assertThat(APPROVED.result(status)).isEqualTo(Verdict.PASSED);
        assertThat(REJECTED.result(status)).isEqualTo(Verdict.FAILED);
    }

    @Test
    void whatIsAsItWasPassesUnlessAPersonRejectsIt() {
        assertThat(PENDING.judge(List.of("passed"))).isEqualTo(PASSED);
        assertThat(PATIENT.judge(List.of("passed"))).isEqualTo(PASSED);
        assertThat(REJECTED.judge(List.of("passed"))).isEqualTo(failed(Reason.REJECTED));
        assertThat(REJECTED.result("passed")).isEqualTo(Verdict.PASSED);
    }
}
