package dev.paddock.model.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A run as lists show it: one of `data` in `GET /v1/runs`.
///
/// @param repository `owner/repo`
/// @param durationMs from `startedAt` to `completedAt`; null until it has ended
/// @param issuesFound how many issues a completed review shows; null without one
/// @param kind `executed` here, or `ingested` from a report
/// @param commit 40 hex digits; null while its branch is being resolved
public record RunSummary(
        RunId id,
        @JsonProperty("agent_id") String agentId,
        @JsonProperty("agent_name") String agentName,
        String repository,
        RunStatus status,
        TriggerType trigger,
        @JsonProperty("pr_number") @Nullable Integer prNumber,
        @JsonProperty("started_at") @Nullable Instant startedAt,
        @JsonProperty("completed_at") @Nullable Instant completedAt,
        @JsonProperty("duration_ms") @Nullable Long durationMs,
        @JsonProperty("issues_found") @Nullable Integer issuesFound,
        @JsonProperty("repository_id") String repositoryId,
        String kind,
        @Nullable String branch,
        @Nullable String commit,
        @JsonProperty("created_at") Instant createdAt) {}
