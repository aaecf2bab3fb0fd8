package dev.paddock.controlplane.user;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A user as the settings show him.
///
/// @param avatarUrl null when the provider has no picture
/// @param role that the next sign-in gives; null when it would be refused
public record UserView(
        String email,
        String name,
        @Nullable String avatarUrl,
        String provider,
        @Nullable String role,
        Instant firstLoginAt,
        Instant lastLoginAt) {}
