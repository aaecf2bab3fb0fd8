package dev.paddock.controlplane.repository;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/// A registered repository.
///
/// @param name `owner/repo`
/// @param defaultBranch null = whatever the repository's HEAD names
/// @param owner who registered it
/// @param project what it belongs to; null = nothing
/// @param hasCredential whether fetches of it use a credential; the credential itself is never shown
/// @param limits what it may use
public record RepositoryView(
        String id,
        String name,
        @JsonProperty("clone_url") String cloneUrl,
        @JsonProperty("default_branch") @Nullable String defaultBranch,
        String owner,
        @Nullable String project,
        @JsonProperty("has_credential") boolean hasCredential,
        RepositoryLimits limits) {

    /// The body of `POST` and, merged over what is there, of `PATCH /v1/repositories`.
    public record Registration(
            @Nullable String name,
            @JsonProperty("clone_url") @Nullable String cloneUrl,
            @JsonProperty("default_branch") @Nullable String defaultBranch,
            @Nullable String owner,
            @Nullable String project,
            @Nullable Credential credential,
            @Nullable LimitsWanted limits) {

        /// Without any, there are none.
        RepositoryLimits wantedLimits() {
            return limits == null ? RepositoryLimits.NONE : limits.limits();
        }
    }
}
