package dev.paddock.controlplane.report;

import dev.paddock.model.run.RunId;
import dev.paddock.model.run.RunStatus;
import dev.paddock.model.run.RunView;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A run beside its report.
///
/// @param url where the run and its report are read
/// @param reviewState `approved`, `rejected` or `pending`: what people decided last
/// @param kind `executed` here, or `ingested` from a report
/// @param commit what the report is about; null = unknown
public record ReportedRun(
        RunId id,
        RunStatus status,
        String url,
        String reviewState,
        String kind,
        RunView.RepositoryRef repository,
        @Nullable String branch,
        @Nullable String commit,
        Instant createdAt) {}
