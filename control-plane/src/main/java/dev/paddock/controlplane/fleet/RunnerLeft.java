package dev.paddock.controlplane.fleet;

import org.jspecify.annotations.Nullable;

/// Fired when a runner's process is known to be gone, within the transaction that learned it.
///
/// @param newSession the process that took its place: what earlier ones held is lost; null = deregistered: what it
///     held is handed back
public record RunnerLeft(String runnerId, @Nullable String newSession) {}
