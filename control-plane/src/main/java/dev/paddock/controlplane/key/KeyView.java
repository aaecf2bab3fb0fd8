package dev.paddock.controlplane.key;

import dev.paddock.controlplane.access.Role;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An API key as administrators see it; neither the key nor its hash.
///
/// @param prefix how the key begins; null for one from before that was kept
/// @param role `admin`, `developer`, `viewer`, `runner` or `enrolment`
/// @param scope what it is limited to; null = to nothing
/// @param enrolment what an enrolment key is good for; null for any other
/// @param minted for whom and by what it was minted; null when somebody made it
/// @param active neither revoked nor expired
/// @param createdBy null for the keys that the server was started with
/// @param lastUsedAt to the minute
public record KeyView(
        String id,
        String name,
        @Nullable String prefix,
        String role,
        @Nullable Limits scope,
        @Nullable EnrolmentTerms enrolment,
        @Nullable Minted minted,
        boolean active,
        @Nullable String createdBy,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant lastUsedAt,
        @Nullable Instant revokedAt) {

    /// Where a runner's credential comes from.
    ///
    /// @param enrolment the id of the enrolment key, which may be gone
    /// @param runner the only runner that it is good for
    public record Minted(String enrolment, String runner) {}

    /// What a key is limited to.
    ///
    /// @param repositories ids; when a key is made, names and clone URLs too
    /// @param projects their names; a project's repositories are meant with it
    public record Limits(
            @Nullable List<String> repositories, @Nullable List<String> projects) {}

    /// The body of `POST /api/settings/apikeys`.
    public record Wanted(
            @Nullable String name,
            @Nullable String role,
            @Nullable Instant expiresAt,
            @Nullable Limits scope,
            EnrolmentTerms.@Nullable Wanted enrolment) {}

    /// A new key, which nobody can show again.
    public record Created(KeyView key, String plaintext) {}

    /// A part of all keys, newest first.
    public record Listing(List<KeyView> keys, long total, int limit, int offset) {}

    /// A key that may be stored.
    record Fresh(
            String name,
            Role role,
            @Nullable Instant expiresAt,
            @Nullable Limits scope,
            EnrolmentTerms terms,
            String by) {}
}
