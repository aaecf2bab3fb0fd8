package dev.paddock.model.task;

import org.jspecify.annotations.Nullable;

/// A commit as it was fetched.
///
/// @param sha 40 hex digits
/// @param message its whole message; null while it is unknown
public record Commit(String sha, @Nullable String message) {}
