package dev.paddock.model.task;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.paddock.model.change.ChangedFile;
import dev.paddock.model.run.RunId;
import dev.paddock.model.run.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A claimed task: all that a runner needs to make one attempt at a review.
///
/// @param id names this claim, and no other; whatever arrives for an earlier claim is refused
/// @param attempt 1, 2, 3 … over the run's claims
/// @param leaseExpiresAt information only: the runner fences itself by its own clock
/// @param token good for this task's calls as `Authorization: Bearer`, instead of the runner's key
/// @param branch null when only a commit was asked for
/// @param baseSha review what changed since this commit's merge base; absent = what the commit itself changed
/// @param cloneDepth how many commits to fetch
/// @param files the files to review; empty = compute them
/// @param ai passed on verbatim
/// @param image the reviewer's image
/// @param command replaces the image's own command; absent = keep it
/// @param successExitCodes exit codes of the reviewer that mean a completed review
/// @param config the agent's and the run's settings, merged
/// @param traceparent W3C trace context of the submission
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunnerTask(
        String id,
        RunId runId,
        int attempt,
        Instant leaseExpiresAt,
        String token,
        TaskRepository repository,
        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable String branch,
        @Nullable String baseSha,
        String commitSha,
        int cloneDepth,
        Scope scope,
        List<ChangedFile> files,
        Map<String, @Nullable Object> ai,
        String image,
        @Nullable List<String> command,
        List<Integer> successExitCodes,
        Map<String, @Nullable Object> config,
        Limits limits,
        @Nullable String traceparent) {}
