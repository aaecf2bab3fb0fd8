package dev.paddock.controlplane.project;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A project of an environment.
///
/// @param id a slug, unique in its environment, never changed
public record ProjectView(String id, String environmentId, String name, Instant createdAt) {

    /// The body of `POST /api/environments/{envId}/projects`.
    ///
    /// @param id absent = made of the name
    public record Wanted(@Nullable String id, @Nullable String name) {}
}
