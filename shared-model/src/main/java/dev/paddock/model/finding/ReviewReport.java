package dev.paddock.model.finding;

import java.util.List;

/// What a reviewer writes to `/paddock/out/findings.json`.
///
/// @param files one entry a file it looked at; files without an entry count as skipped
/// @param linesAnalyzed how many lines of source it read
public record ReviewReport(List<FileReview> files, long linesAnalyzed) {

    public ReviewReport {
        files = files == null ? List.of() : List.copyOf(files);
    }
}
