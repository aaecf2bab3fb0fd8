package dev.paddock.controlplane.catalog;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.paddock.controlplane.access.Scope;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A review agent: which reviewer runs, how, and what its gate demands.
///
/// @param status `active`, `paused`, or `error`: active, but the newest three runs failed for want of its image
/// @param repositoryIds what it may review; empty = anything
/// @param image the reviewer's image
/// @param command replaces the image's own
/// @param successExitCodes exit codes that mean a completed review
/// @param tags what a runner must have
/// @param timeoutSeconds per attempt
/// @param maxAttempts how many attempts may fail for reasons of the infrastructure
/// @param concurrencyLimit how many of its tasks may be ready or live at once, in each concurrency group;
///     absent = one in a group that a run names, else any number
/// @param supersede whether a new run for a pull request cancels the older open ones
/// @param config `review_style`, `min_severity`, `gate {fail_on, allow_partial}`, `ai`
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AgentView(
        String id,
        String name,
        String template,
        String status,
        @JsonProperty("repository_ids") List<String> repositoryIds,
        String image,
        @Nullable List<String> command,
        @JsonProperty("success_exit_codes") List<Integer> successExitCodes,
        List<String> tags,
        @JsonProperty("timeout_seconds") int timeoutSeconds,
        @JsonProperty("max_attempts") int maxAttempts,
        @JsonProperty("concurrency_limit") @Nullable Integer concurrencyLimit,
        boolean supersede,
        Map<String, @Nullable Object> config) {

    /// The agent as a caller with limits sees it, without the repositories of others; empty when it reviews theirs
    /// alone.
    public Optional<AgentView> within(Scope scope) {
        List<String> own = repositoryIds.stream().filter(scope::includes).toList();
        if (own.size() == repositoryIds.size()) {
            return Optional.of(this);
        }
        return own.isEmpty()
                ? Optional.empty()
                : Optional.of(new AgentView(
                        id,
                        name,
                        template,
                        status,
                        own,
                        image,
                        command,
                        successExitCodes,
                        tags,
                        timeoutSeconds,
                        maxAttempts,
                        concurrencyLimit,
                        supersede,
                        config));
    }

    /// The body of `POST /v1/agents`; what is absent takes the default agent's value.
    public record Registration(
            @Nullable String name,
            @Nullable String template,
            @Nullable String status,
            @JsonProperty("repository_ids") @Nullable List<String> repositoryIds,
            @Nullable String image,
            @Nullable List<String> command,
            @JsonProperty("success_exit_codes") @Nullable List<Integer> successExitCodes,
            @Nullable List<String> tags,
            @JsonProperty("timeout_seconds") @Nullable Integer timeoutSeconds,
            @JsonProperty("max_attempts") @Nullable Integer maxAttempts,
            @JsonProperty("concurrency_limit") @Nullable Integer concurrencyLimit,
            @Nullable Boolean supersede,
            @Nullable Map<String, @Nullable Object> config) {}
}
