package dev.paddock.model.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a caller asks for: the body of `POST /v1/runs`. All but `repository` may be absent.
///
/// @param agentId id or name of the review agent; absent = `code-reviewer`
/// @param repository id, `owner/repo` name or clone URL
/// @param branch a branch or tag whose tip is reviewed; absent with `commit` absent = the default branch
/// @param commit 40 hex digits
/// @param base a branch, tag or commit: what changed since its merge base is reviewed
/// @param scope absent = `lines` with `base`, else `files`
/// @param files only these paths
/// @param tags what the runner must have; at most 8
/// @param config overrides `review_style`, `min_severity` or `ai.*` of the agent
/// @param timeoutSeconds per attempt, 10 to 21600
/// @param concurrencyGroup runs of one repository and group take turns
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunSpec(
        @JsonProperty("agent_id") @Nullable String agentId,
        @Nullable String repository,
        @Nullable String branch,
        @Nullable String commit,
        @Nullable String base,
        @JsonProperty("pull_request") @Nullable PullRequest pullRequest,
        @Nullable Trigger trigger,
        @Nullable Scope scope,
        @Nullable List<String> files,
        @Nullable Priority priority,
        @Nullable List<String> tags,
        @Nullable Map<String, @Nullable Object> config,
        @JsonProperty("timeout_seconds") @Nullable Integer timeoutSeconds,
        @JsonProperty("not_before") @Nullable Instant notBefore,
        @JsonProperty("concurrency_group") @Nullable String concurrencyGroup) {

    /// The pull request that a run belongs to.
    public record PullRequest(
            int number,
            @Nullable String title,
            @Nullable String author,
            @Nullable String url) {}

    /// What asked for the run, and which of its events.
    public record Trigger(TriggerType type, @Nullable String event) {}
}
