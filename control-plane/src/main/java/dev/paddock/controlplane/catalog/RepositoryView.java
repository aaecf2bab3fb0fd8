package dev.paddock.controlplane.catalog;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/// A registered repository.
///
/// @param name `owner/repo`
/// @param defaultBranch null = whatever the repository's HEAD names
/// @param owner who registered it
public record RepositoryView(
        String id,
        String name,
        @JsonProperty("clone_url") String cloneUrl,
        @JsonProperty("default_branch") @Nullable String defaultBranch,
        String owner) {

    /// The body of `POST /v1/repositories`.
    public record Registration(
            @Nullable String name,
            @JsonProperty("clone_url") @Nullable String cloneUrl,
            @JsonProperty("default_branch") @Nullable String defaultBranch) {}
}
