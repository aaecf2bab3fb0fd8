package dev.paddock.controlplane.gate;

import dev.paddock.controlplane.gate.GateRule.Decision;
import dev.paddock.model.run.GateView.Reason;
import dev.paddock.model.run.GateView.Verdict;
import java.util.Collection;

/// What the gate says of a report: it needs no rule of an agent, and where targets changed it needs a person.
///
/// @param approved whether a person has approved of the run, and not taken it back
/// @param rejected whether a person has rejected it, and not taken it back
/// @param waits whether the caller waits for the person: the gate is then running until there is a decision
record ReportGate(boolean approved, boolean rejected, boolean waits) {

    static final String PASSED = "passed";
    static final String FAILED = "failed";

    /// The verdict on a report with results of these statuses.
    Decision judge(Collection<String> statuses) {
        if (statuses.isEmpty()) {
            return new Decision(Verdict.FAILED, Reason.NOT_REVIEWED);
        }
        if (statuses.contains(FAILED)) {
            return new Decision(Verdict.FAILED, Reason.FINDINGS);
        }
        if (rejected) {
            return new Decision(Verdict.FAILED, Reason.REJECTED);
        }
        if (approved || statuses.stream().allMatch(PASSED::equals)) {
            return new Decision(Verdict.PASSED, null);
        }
        return waits ? new Decision(Verdict.RUNNING, null) : new Decision(Verdict.FAILED, Reason.REVIEW_PENDING);
    }

    /// The verdict on one result.
    Verdict result(String status) {
        if (status.equals(PASSED)) {
            return Verdict.PASSED;
        }
        if (status.equals(FAILED) || rejected) {
            return Verdict.FAILED;
        }
        return approved ? Verdict.PASSED : waits ? Verdict.RUNNING : Verdict.FAILED;
    }
}
