package dev.paddock.controlplane.decision;

import java.util.List;

/// The trail of a run, oldest first, and where it leads: `pending` without any decision.
public record ReviewTrail(ReviewState state, List<Decision> history) {}
