package dev.paddock.controlplane.decision;

/// The trail of a run, oldest first, and where it leads: `pending` without any decision.
///
/// @param history read in parts while it is sent
public record ReviewTrail(ReviewState state, Iterable<Decision> history) {}
