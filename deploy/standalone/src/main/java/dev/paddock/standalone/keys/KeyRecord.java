package dev.paddock.standalone.keys;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An API key as the control plane lists it; not the key itself.
record KeyRecord(
        String id,
        String name,
        @Nullable String prefix,
        String role,
        @Nullable Scope scope,
        boolean active,
        @Nullable Instant expiresAt,
        @Nullable Instant lastUsedAt,
        @Nullable Instant revokedAt) {

    /// What it is limited to.
    record Scope(
            @Nullable List<String> repositories, @Nullable List<String> projects) {}

    /// Its limits in a word each; empty without any.
    String limits() {
        var limits = new ArrayList<String>();
        if (scope != null && scope.repositories() != null) {
            limits.addAll(scope.repositories());
        }
        if (scope != null && scope.projects() != null) {
            limits.addAll(scope.projects());
        }
        return String.join(",", limits);
    }

    String state() {
        return active ? "active" : revokedAt == null ? "expired" : "revoked";
    }
}
