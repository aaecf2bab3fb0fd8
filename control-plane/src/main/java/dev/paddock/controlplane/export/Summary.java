package dev.paddock.controlplane.export;

import dev.paddock.model.finding.Finding;
import dev.paddock.model.run.RunView;
import dev.paddock.model.task.Commit;
import java.util.List;

/// A run as a page of Markdown, for a job's summary or a comment.
final class Summary {

    /// More would not be read, and comments have a limit.
    private static final int MOST = 100;

    private static final int SHORT_SHA = 12;

    private Summary() {}

    static String of(RunView run, List<FindingReader.Placed> findings) {
        StringBuilder page = new StringBuilder();
        page.append("## Review of ").append(Markdown.text(run.repository().name()));
        Commit commit = run.commit();
        if (commit != null) {
            String sha = commit.sha();
            page.append(" at `")
                    .append(sha, 0, Math.min(SHORT_SHA, sha.length()))
                    .append('`');
        }
        page.append("\n\n").append(sentence(run)).append("\n");
        if (!findings.isEmpty()) {
            page.append("\n| severity | place | rule | message |\n|---|---|---|---|\n");
            findings.stream().limit(MOST).forEach(placed -> page.append(row(placed)));
            if (findings.size() > MOST) {
                page.append("\nand ").append(findings.size() - MOST).append(" more.\n");
            }
        }
        return page.append("\n[Details](").append(run.url()).append(")\n").toString();
    }

    private static String sentence(RunView run) {
        RunView.Results results = run.results();
        if (results != null) {
            return "%s in %s, %s. Rating: %s."
                    .formatted(
                            results.summary(),
                            number(results.filesReviewed(), "file"),
                            number(results.linesAnalyzed(), "line"),
                            results.rating());
        }
        RunView.Failure failure = run.failure();
        return failure == null
                ? "The run is " + run.status().wire() + "; there is no review."
                : "No review was completed (`" + failure.reason().wire() + "`): " + Markdown.text(failure.message());
    }

    private static String number(long count, String one) {
        return count + " " + one + (count == 1 ? "" : "s");
    }

    private static String row(FindingReader.Placed placed) {
        Finding finding = placed.finding();
        String place = placed.file() + (finding.line() < 1 ? "" : ":" + finding.line());
        String text = finding.suggestion() == null ? finding.message() : finding.message() + " " + finding.suggestion();
        return "| %s | %s | %s | %s |\n"
                .formatted(
                        finding.severity().wire(),
                        Markdown.text(place),
                        Markdown.text(finding.type()),
                        Markdown.text(text));
    }
}
