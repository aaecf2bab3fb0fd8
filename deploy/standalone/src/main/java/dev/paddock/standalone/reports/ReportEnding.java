package dev.paddock.standalone.reports;

import dev.paddock.model.run.GateView;
import dev.paddock.standalone.Json;
import dev.paddock.standalone.client.Verdict;
import dev.paddock.standalone.terminal.Ending;
import java.io.IOException;

/// How the wait for the verdict on a report ends.
final class ReportEnding {

    private ReportEnding() {}

    /// @param gate what it said last
    static Ending of(String gate) throws IOException {
        if (!Verdict.isFinal(gate)) {
            return new Ending(
                    Ending.TIMED_OUT, "Not decided: the time that this command waits ran out before a person decided.");
        }
        GateView view = Json.read(gate, GateView.class);
        return view.status() == GateView.Verdict.PASSED
                ? new Ending(Ending.PASSED, "Passed: nothing failed among " + results(view) + ".")
                : new Ending(Ending.FAILED, "Failed: " + why(view) + ".");
    }

    private static String why(GateView gate) {
        GateView.Reason reason = gate.reason() == null ? GateView.Reason.ERROR : gate.reason();
        return switch (reason) {
            case FINDINGS -> gate.testsFailed() + " of " + results(gate) + " failed";
            case NOT_REVIEWED -> "the report has no results";
            case REJECTED -> "a person rejected the report";
            case REVIEW_PENDING -> "the report waits for a person";
            case PARTIAL, NOTHING_TO_REVIEW, CANCELLED, TIMEOUT, ERROR -> "the gate says " + reason.wire();
        };
    }

    private static String results(GateView gate) {
        return gate.testsTotal() + (gate.testsTotal() == 1 ? " result" : " results");
    }
}
