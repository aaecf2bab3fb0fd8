package dev.paddock.model.runner;

import org.jspecify.annotations.Nullable;

/// The body of `POST /api/runners/enrol`.
///
/// @param runnerId the runner that the credential shall be for
/// @param former the id of the credential that the runner had, and that was refused: in its place another is minted
/// also
///     while the runner is heard of; null = it had none
public record EnrolmentRequest(
        @Nullable String runnerId, @Nullable String former) {}
