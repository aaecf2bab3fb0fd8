package dev.paddock.controlplane.upload;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An upload, as its callers see it.
///
/// @param id `upload_` and a ULID
/// @param uploadId a UUID, by which its sender names it
/// @param fileName as its sender called it; null when it was not said
/// @param totalSize bytes: announced, and in the end those that came; null when it was not said
/// @param totalChunks 1 for an upload in one call
/// @param failedAtPhase where it failed; only then
/// @param error why it failed, in a sentence; only then
/// @param uploadedBy as the ledger names callers
/// @param completedAt when it was done or failed; only then
/// @param reportUrl absolute; only when it is done
/// @param passed how many tests passed, as the report counted them, and so on
public record UploadSession(
        String id,
        String uploadId,
        String buildId,
        String projectId,
        String envId,
        @Nullable String fileName,
        @Nullable Long totalSize,
        int totalChunks,
        int receivedChunks,
        Phase phase,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Phase failedAtPhase,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String error,
        String uploadedBy,
        Instant startedAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant completedAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String reportUrl,
        int passed,
        int failed,
        int skipped,
        int total) {

    /// What it is an upload for.
    public Target target() {
        return new Target(envId, projectId, buildId);
    }

    /// Environment, project and build as in paths.
    public record Target(String environment, String project, String build) {

        @Override
        public String toString() {
            return environment + "/" + project + "/" + build;
        }
    }
}
