package dev.paddock.model.finding;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/// What a reviewer writes to `/paddock/out/findings.json`.
///
/// @param files one entry a file it looked at; files without an entry count as skipped
/// @param linesAnalyzed how many lines of source it read
public record ReviewReport(@JsonProperty(required = true) List<FileReview> files, long linesAnalyzed) {

    public ReviewReport {
        files = files == null ? List.of() : List.copyOf(files);
    }
}
