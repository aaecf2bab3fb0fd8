package dev.paddock.controlplane.gate;

import dev.paddock.model.finding.Severity;
import dev.paddock.model.run.GateView.Reason;
import dev.paddock.model.run.GateView.Verdict;
import dev.paddock.model.run.RunStatus;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What an agent's gate demands of a run.
///
/// @param failOn findings this grave or graver fail the gate
/// @param allowPartial whether a file that no analyser could judge is fine
record GateRule(Severity failOn, boolean allowPartial) {

    /// What a completed review looked at.
    ///
    /// @param severities of all its findings
    /// @param judged how many files an analyser looked at, or should have: none that was skipped and has no finding
    /// @param failed how many of them no analyser could judge
    record Review(Set<Severity> severities, int judged, int failed) {}

    /// A verdict and, where there is one, its reason.
    record Decision(Verdict verdict, @Nullable Reason reason) {}

    /// The rule in an agent's settings; `error` and false where they say nothing.
    static GateRule of(Map<String, @Nullable Object> config) {
        if (config.get("gate") instanceof Map<?, ?> gate) {
            Object failOn = gate.get("fail_on");
            return new GateRule(
                    failOn == null ? Severity.ERROR : Severity.of(failOn.toString()),
                    Boolean.TRUE.equals(gate.get("allow_partial")));
        }
        return new GateRule(Severity.ERROR, false);
    }

    /// One verdict: never green without a completed review.
    ///
    /// @param rejected whether the newest decision of a person is against the run; no approval lifts findings
    Decision judge(RunStatus status, Review review, boolean rejected) {
        return switch (status) {
            case QUEUED -> new Decision(Verdict.QUEUED, null);
            case RUNNING -> new Decision(Verdict.RUNNING, null);
            case CANCELLED -> new Decision(Verdict.FAILED, Reason.CANCELLED);
            case TIMEOUT -> new Decision(Verdict.FAILED, Reason.TIMEOUT);
            case FAILURE -> new Decision(Verdict.FAILED, Reason.ERROR);
            case SUCCESS -> judge(review, rejected);
        };
    }

    private Decision judge(Review review, boolean rejected) {
        if (review.severities().stream().anyMatch(severity -> severity.atLeast(failOn))) {
            return new Decision(Verdict.FAILED, Reason.FINDINGS);
        }
        // Where every file failed nothing was reviewed.
        if (review.failed() > 0 && (!allowPartial || review.failed() == review.judged())) {
            return new Decision(Verdict.FAILED, Reason.PARTIAL);
        }
        if (rejected) {
            return new Decision(Verdict.FAILED, Reason.REJECTED);
        }
        return new Decision(Verdict.PASSED, review.judged() == 0 ? Reason.NOTHING_TO_REVIEW : null);
    }

    /// The verdict on one file of a completed review.
    Verdict file(boolean failed, @Nullable Severity gravest) {
        boolean bad = (failed && !allowPartial) || (gravest != null && gravest.atLeast(failOn));
        return bad ? Verdict.FAILED : Verdict.PASSED;
    }
}
