package dev.paddock.controlplane.upload;

import org.jspecify.annotations.Nullable;

/// What became of a report.
///
/// @param error why there is none, in a sentence; null = there is one
/// @param passed how many tests passed, as the report counted them, and so on
public record ReportMade(@Nullable String error, int passed, int failed, int skipped, int total) {}
