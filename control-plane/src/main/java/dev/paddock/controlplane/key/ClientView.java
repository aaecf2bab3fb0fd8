package dev.paddock.controlplane.key;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Client credentials as administrators see them; neither the secret nor its hash.
///
/// @param repository the id of the repository that they are good for
/// @param repositoryName its name
/// @param lastUsedAt to the minute
public record ClientView(
        @JsonProperty("client_id") String clientId,
        String repository,
        @JsonProperty("repository_name") String repositoryName,
        @JsonProperty("created_by") String createdBy,
        @JsonProperty("created_at") Instant createdAt,
        @JsonProperty("last_used_at") @Nullable Instant lastUsedAt) {

    /// The body of `POST /api/settings/clients`.
    ///
    /// @param repository its id, name or clone URL
    public record Wanted(@Nullable String repository) {}

    /// New client credentials, whose secret nobody can show again.
    public record Created(
            @JsonProperty("client_id") String clientId,
            @JsonProperty("client_secret") String clientSecret) {}

    /// A part of all clients, newest first.
    public record Listing(List<ClientView> clients, long total, int limit, int offset) {}
}
