package dev.paddock.standalone.gate;

import dev.paddock.model.run.GateView;
import dev.paddock.standalone.terminal.Ending;

/// How the wait for a verdict ends: all that the gate says, in a sentence.
final class GateEnding {

    private GateEnding() {}

    static Ending of(GateView gate) {
        return switch (gate.status()) {
            case PASSED -> new Ending(Ending.PASSED, "Passed: " + passed(gate) + ".");
            case FAILED -> failed(gate);
            case QUEUED, RUNNING -> Ending.waitRanOut();
        };
    }

    private static String passed(GateView gate) {
        return gate.reason() == GateView.Reason.NOTHING_TO_REVIEW
                ? "there was nothing to review"
                : "nothing grave was found in " + files(gate.testsTotal());
    }

    private static Ending failed(GateView gate) {
        GateView.Reason reason = gate.reason() == null ? GateView.Reason.ERROR : gate.reason();
        return switch (reason) {
            case FINDINGS ->
                failed("grave findings in %d of %s".formatted(gate.testsFailed(), files(gate.testsTotal())));
            case NOT_REVIEWED -> failed("this commit was not reviewed");
            case PARTIAL -> failed("a changed file could not be judged");
            case REJECTED -> failed("a person rejected the run");
            case REVIEW_PENDING -> failed("the run waits for a person");
            case NOTHING_TO_REVIEW -> failed("there was nothing to review");
            case CANCELLED -> new Ending(Ending.CANCELLED, "Cancelled: " + cancelled(gate) + ".");
            case TIMEOUT -> new Ending(Ending.TIMED_OUT, "Timed out: the review took too long.");
            case ERROR ->
                new Ending(
                        Ending.COULD_NOT_RUN,
                        "Not reviewed: no review could be made; ./paddock runs view %s says why."
                                .formatted(gate.runId()));
        };
    }

    private static String cancelled(GateView gate) {
        return gate.supersededBy() == null
                ? "the run was ended before its review was complete"
                : "the newer run " + gate.supersededBy() + " took its place";
    }

    private static Ending failed(String why) {
        return new Ending(Ending.FAILED, "Failed: " + why + ".");
    }

    private static String files(int number) {
        return number + (number == 1 ? " file" : " files");
    }
}
