package dev.paddock.model.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.paddock.model.finding.Severity;
import dev.paddock.model.task.Commit;
import dev.paddock.model.task.Metrics;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The details of a run: `GET /v1/runs/:id`. Documented members are always there, null while unknown.
///
/// @param durationMs from `startedAt` to `completedAt`
/// @param phase what the live attempt is doing
/// @param attempt the newest claim's number; 0 before the first
/// @param failure why no review could be made
/// @param cancelReason what the one who cancelled it gave as the reason
/// @param originalRunId the run that this one tries again
/// @param kind `executed` here, or `ingested` from a report
/// @param pinned whether it is kept whatever its age
/// @param supersededBy the newer run of the same pull request that this one was cancelled for
/// @param url where this document is read
public record RunView(
        RunId id,
        AgentRef agent,
        RepositoryRef repository,
        RunStatus status,
        RunSpec.Trigger trigger,
        @JsonProperty("pull_request") RunSpec.@Nullable PullRequest pullRequest,
        @Nullable Commit commit,
        @JsonProperty("started_at") @Nullable Instant startedAt,
        @JsonProperty("completed_at") @Nullable Instant completedAt,
        @JsonProperty("duration_ms") @Nullable Long durationMs,
        @Nullable Results results,
        @JsonProperty("actions_taken") List<Map<String, Object>> actionsTaken,
        @JsonProperty("tokens_used") Metrics.Tokens tokensUsed,
        @JsonProperty("created_at") Instant createdAt,
        @Nullable String branch,
        @Nullable String base,
        Scope scope,
        int attempt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String phase,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Progress progress,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Metrics metrics,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Failure failure,

        @JsonProperty("cancel_reason") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        String cancelReason,

        @JsonProperty("superseded_by") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        RunId supersededBy,

        @JsonProperty("original_run_id") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        RunId originalRunId,

        String kind,
        boolean pinned,
        String url) {

    /// The review agent that a run was made for.
    public record AgentRef(String id, String name, String template) {}

    /// The repository that a run reviews.
    public record RepositoryRef(String id, String name) {}

    /// What a completed review found.
    ///
    /// @param summary one sentence that counts the issues
    /// @param rating `A` to `F`
    public record Results(
            String summary,
            List<Issue> issues,
            @JsonProperty("files_reviewed") int filesReviewed,
            @JsonProperty("lines_analyzed") long linesAnalyzed,
            @Nullable String rating) {}

    /// One finding. `file` is relative to the repository's root, `line` 1-based, 0 for the whole file.
    public record Issue(
            String id,
            Severity severity,
            String type,
            String file,
            int line,
            String message,
            @Nullable String suggestion,
            @Nullable String fingerprint) {}

    /// How far the live attempt has come, in files.
    public record Progress(int done, int total) {}

    /// Why no review could be made: a stable word and a sentence.
    public record Failure(FailureReason reason, String message) {}
}
