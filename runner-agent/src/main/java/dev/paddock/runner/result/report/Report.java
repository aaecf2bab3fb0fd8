package dev.paddock.runner.result.report;

import dev.paddock.model.finding.Finding;
import dev.paddock.model.finding.ReviewedStatus;
import dev.paddock.model.finding.Severity;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What one file of the out folder says, its paths as the reviewer spells them.
///
/// @param findings in the order of the file
/// @param files what it says of whole files
/// @param others what became of the files to review that it does not name
public record Report(List<Placed> findings, List<Judged> files, ReviewedStatus others, long linesAnalyzed) {

    /// A finding and where it lies. Texts are made when they are asked for: a small file can name a long text many
    /// thousand times, and most of that is out of scope or over a limit.
    ///
    /// @param spellings of the path, the likeliest first; only one that names a file of the commit counts
    /// @param line 0 for the whole file
    /// @param lastLine never before `line`
    public record Placed(
            Supplier<List<String>> spellings, Severity severity, int line, int lastLine, Supplier<Finding> finding) {}

    /// A file and what became of it.
    public record Judged(
            String path, ReviewedStatus status, @Nullable String rating) {}
}
