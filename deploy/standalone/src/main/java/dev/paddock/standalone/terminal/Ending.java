package dev.paddock.standalone.terminal;

import dev.paddock.model.finding.ReviewSummary;
import dev.paddock.model.run.GateView;
import dev.paddock.model.run.RunView;
import java.util.ArrayList;
import java.util.List;

/// How a review from the command line ends: the exit code, and one sentence why.
public record Ending(int code, String sentence) {

    /// What `--help` says of the exit codes.
    public static final String CODES_1 =
            "Exit codes: 0 passed, 1 failed, 2 wrong usage, 3 could not run or not reachable,";

    public static final String CODES_2 = "4 not allowed, 5 cancelled, 6 timed out, or the time of the command is over.";

    public static final int PASSED = 0;
    public static final int FAILED = 1;
    public static final int CANCELLED = 5;
    public static final int TIMED_OUT = 6;

    /// The command line was wrong.
    public static final int USAGE = 2;
    /// No review could be made, or nobody could be asked for one.
    public static final int COULD_NOT_RUN = 3;
    /// The credentials do not allow it.
    public static final int NOT_ALLOWED = 4;

    /// What the `gate` says of `run`.
    public static Ending of(GateView gate, RunView run) {
        return switch (gate.status()) {
            case PASSED -> new Ending(PASSED, "Passed: " + passed(gate, run) + ".");
            case FAILED -> failed(gate, run);
            case QUEUED, RUNNING -> waitRanOut();
        };
    }

    /// The run goes on, this command does not.
    public static Ending waitRanOut() {
        return new Ending(TIMED_OUT, "Not finished: the time that this command waits ran out; the run goes on.");
    }

    private static String passed(GateView gate, RunView run) {
        if (gate.reason() == GateView.Reason.NOTHING_TO_REVIEW) {
            return "there was nothing to review";
        }
        ReviewSummary found = found(run);
        return found.total() == 0
                ? "the review found nothing"
                : "the review found nothing grave, only " + counts(found);
    }

    private static Ending failed(GateView gate, RunView run) {
        GateView.Reason reason = gate.reason() == null ? GateView.Reason.ERROR : gate.reason();
        return switch (reason) {
            case FINDINGS -> new Ending(FAILED, "Failed: the review found " + counts(found(run)) + ".");
            case NOT_REVIEWED -> new Ending(FAILED, "Failed: this commit was not reviewed.");
            case PARTIAL -> new Ending(FAILED, "Failed: a changed file could not be judged.");
            case REJECTED -> new Ending(FAILED, "Failed: a person rejected the run.");
            case REVIEW_PENDING -> new Ending(FAILED, "Failed: the run waits for a person.");
            case NOTHING_TO_REVIEW -> new Ending(FAILED, "Failed: there was nothing to review.");
            case CANCELLED -> new Ending(CANCELLED, "Cancelled: the run was ended before its review was complete.");
            case TIMEOUT -> new Ending(TIMED_OUT, "Timed out: " + why(run, "the review took too long"));
            case ERROR -> new Ending(COULD_NOT_RUN, "Not reviewed: " + why(run, "no review could be made"));
        };
    }

    private static String why(RunView run, String otherwise) {
        String message =
                run.failure() == null ? otherwise : Printable.of(run.failure().message());
        return message.endsWith(".") ? message : message + ".";
    }

    private static ReviewSummary found(RunView run) {
        return run.results() == null
                ? new ReviewSummary(0, 0, 0)
                : ReviewSummary.of(run.results().issues().stream()
                        .map(RunView.Issue::severity)
                        .toList());
    }

    private static String counts(ReviewSummary found) {
        var counts = new ArrayList<String>();
        count(counts, found.errors(), "error", "errors");
        count(counts, found.warnings(), "warning", "warnings");
        count(counts, found.infos(), "remark", "remarks");
        return counts.isEmpty() ? "no issue" : String.join(", ", counts);
    }

    private static void count(List<String> counts, int number, String one, String many) {
        if (number > 0) {
            counts.add(number + " " + (number == 1 ? one : many));
        }
    }
}
