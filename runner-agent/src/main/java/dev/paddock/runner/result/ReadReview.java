package dev.paddock.runner.result;

import dev.paddock.model.run.FailureReason;
import dev.paddock.runner.container.ReviewContainers.Exit;
import dev.paddock.runner.result.ReviewOutcome.NotReviewed;
import dev.paddock.runner.result.report.BrokenReport;
import dev.paddock.runner.result.report.FindingsFile;
import dev.paddock.runner.result.report.OutFiles;
import dev.paddock.runner.result.report.Report;
import dev.paddock.runner.result.report.SarifFile;
import dev.paddock.runner.result.report.Texts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Reads what a reviewer left behind. Never throws for what a reviewer does: a broken report is an outcome.
public final class ReadReview {

    private final ReadLimits limits;

    public ReadReview(ReadLimits limits) {
        this.limits = limits;
    }

    /// The outcome of a reviewer that ended with `exit`. What was left out or looks odd goes to `warnings`, one line
    /// each.
    public ReviewOutcome read(Exit exit, Asked asked, Consumer<String> warnings) {
        return switch (exit) {
            case Exit.Exited(int code) when asked.successExitCodes().contains(code) -> report(asked, warnings);
            case Exit.Exited(int code) -> failed("the reviewer exited with code %d%s".formatted(code, hint(code)));
            case Exit.OutOfMemory(int limitMb) ->
                failed("the reviewer was killed at its memory limit of %d MiB".formatted(limitMb));
            case Exit.TimedOut(var limit) ->
                new NotReviewed(
                        FailureReason.TIMEOUT,
                        "the reviewer did not end within its time limit of %d s".formatted(limit.toSeconds()));
            case Exit.OverBudget(String budget) ->
                failed("the reviewer was killed because its out folder holds more than %s".formatted(budget));
            // Whoever stops a reviewer does not ask for its report; if somebody does, another attempt may help.
            case Exit.Stopped() -> new NotReviewed(FailureReason.SANDBOX_FAILED, "the reviewer was stopped");
            case Exit.Broken(String message) -> new NotReviewed(FailureReason.SANDBOX_FAILED, message);
        };
    }

    // 128 + SIGXFSZ: a file grew past the limit of one; 128 + SIGKILL and 128 + SIGSEGV explain themselves to few.
    private static String hint(int code) {
        return switch (code) {
            case 126, 127 -> " (its command cannot be run)";
            case 137 -> " (killed)";
            case 139 -> " (it crashed)";
            case 153 -> " (it wrote a file larger than allowed)";
            default -> "";
        };
    }

    private ReviewOutcome report(Asked asked, Consumer<String> warnings) {
        var out = new OutFiles(asked.out(), limits.fileBytes(), limits.totalBytes());
        List<Report> reports = new ArrayList<>();
        try {
            if (out.has(FindingsFile.NAME)) {
                reports.add(FindingsFile.read(out));
            }
            for (String name : out.ending(".sarif")) {
                reports.add(SarifFile.read(out, name, warnings));
            }
        } catch (BrokenReport e) {
            return failed(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return failed("the reviewer's out folder cannot be read: " + Texts.quoted(String.valueOf(e.getMessage())));
        }
        if (reports.isEmpty()) {
            return failed("the reviewer wrote neither findings.json nor a .sarif file to /paddock/out");
        }
        return new Assembly(asked, limits, warnings).of(reports);
    }

    private static NotReviewed failed(String message) {
        return new NotReviewed(FailureReason.REVIEW_FAILED, message);
    }
}
