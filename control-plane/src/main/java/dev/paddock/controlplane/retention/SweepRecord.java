package dev.paddock.controlplane.retention;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A sweep that has ended.
///
/// @param id `sweep_` and a ULID
/// @param status `success` or `failed`
/// @param deletedCount builds that were deleted; in a dry run those that would have been, and so on
/// @param clearedRuns runs whose report and log were deleted
/// @param skippedCount builds and runs that could not be deleted; the server's log says why
/// @param bytesFreed of blobs that nothing refers to any more, of reports and of logs. The blobs' bytes leave the
///     storage when their grace time is over
/// @param errorMessage why the sweep did not come to its end; only of failed ones
public record SweepRecord(
        String id,
        Instant startedAt,
        Instant finishedAt,
        String status,
        long deletedCount,
        long clearedRuns,
        long skippedCount,
        boolean dryRun,
        long bytesFreed,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String errorMessage) {}
