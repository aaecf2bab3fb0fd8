package dev.paddock.controlplane.project;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An environment.
///
/// @param id a slug, unique, never changed
/// @param icon what viewers show beside the name; null = none
/// @param projectCount how many projects it has, of those within the caller's limits
public record EnvironmentView(
        String id, String name, @Nullable String icon, Instant createdAt, long projectCount) {

    /// The body of `POST /api/environments`.
    ///
    /// @param id absent = made of the name
    public record Wanted(
            @Nullable String id,
            @Nullable String name,
            @Nullable String icon) {}
}
