package dev.paddock.controlplane.ingest;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The body of `POST /api/v1/runs`, as documented.
///
/// @param report as `docs/schemas/report.schema.json` has it
/// @param branch of the commit; null or empty = unknown
/// @param commit what the report is about; null or empty = unknown
public record ReportRequest(
        @Nullable Map<String, @Nullable Object> report,
        @Nullable String branch,
        @Nullable String commit) {}
