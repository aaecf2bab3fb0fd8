package dev.paddock.reviewer.report;

import dev.paddock.model.finding.FileReview;
import dev.paddock.model.finding.Finding;
import dev.paddock.model.finding.Fingerprint;
import dev.paddock.model.finding.ReviewReport;
import dev.paddock.model.finding.ReviewedStatus;
import dev.paddock.reviewer.source.SourceText;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Gathers what was found, file by file, and says how far the review is. Safe for use by several threads.
public final class FileReports {

    private static final Comparator<Finding> BY_LINE =
            Comparator.comparingInt(Finding::line).thenComparing(Finding::type).thenComparing(Finding::message);

    private final Journal journal;
    private final int total;
    private final Map<String, FileReview> reviews = new TreeMap<>();
    private long lines;
    private int done;

    /// @param total how many files there are to do
    public FileReports(Journal journal, int total) {
        this.journal = journal;
        this.total = total;
    }

    /// A file that was judged.
    public void reviewed(SourceText text, List<Finding> findings) {
        add(text.path(), ReviewedStatus.REVIEWED, fingerprinted(text, findings), text.lineCount());
    }

    /// A file that no analyser judges; `findings` are about the file as a whole.
    public void skipped(String path, List<Finding> findings) {
        add(path, ReviewedStatus.SKIPPED, fingerprinted(SourceText.of(path, ""), findings), 0);
    }

    /// A file that an analyser should have judged and could not; `findings` are of those that could.
    public void failed(String path, @Nullable SourceText text, List<Finding> findings) {
        SourceText known = text == null ? SourceText.of(path, "") : text;
        add(path, ReviewedStatus.FAILED, fingerprinted(known, findings), 0);
    }

    /// A file that the report does not mention.
    public synchronized void left(String path) {
        progress(path);
    }

    /// The report, files by path.
    public synchronized ReviewReport report() {
        return new ReviewReport(FindingLimit.apply(List.copyOf(reviews.values()), journal), lines);
    }

    private synchronized void add(String path, ReviewedStatus status, List<Finding> findings, int lineCount) {
        reviews.put(path, new FileReview(path, status, findings, null));
        lines += lineCount;
        progress(path);
    }

    private void progress(String path) {
        done++;
        journal.info(
                "Analyzing file", Map.of("file", path, "progress", Map.of("file", path, "done", done, "total", total)));
    }

    private static List<Finding> fingerprinted(SourceText text, List<Finding> findings) {
        var fingerprint = new Fingerprint();
        return findings.stream()
                .sorted(BY_LINE)
                .map(f -> new Finding(
                        f.line(),
                        f.endLine(),
                        f.severity(),
                        f.type(),
                        f.message(),
                        f.suggestion(),
                        fingerprint.of(f.type(), text.path(), text.line(f.line()))))
                .toList();
    }
}
