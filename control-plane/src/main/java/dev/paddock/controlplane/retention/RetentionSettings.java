package dev.paddock.controlplane.retention;

/// How long builds, reports and logs are kept.
///
/// @param retentionDays what is older is deleted
/// @param intervalHours from the beginning of one sweep to the next one
/// @param dryRun sweeps say what they would delete, and delete nothing
public record RetentionSettings(int retentionDays, int intervalHours, boolean dryRun) {}
