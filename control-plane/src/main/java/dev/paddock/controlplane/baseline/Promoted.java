package dev.paddock.controlplane.baseline;

/// What became of a target whose candidate was approved of.
///
/// @param version the newest one, which has the candidate's digest
/// @param deduped whether it had it before
public record Promoted(String target, String kind, int version, String digest, boolean deduped) {}
