package dev.paddock.controlplane.decision;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One entry of a run's trail of decisions.
///
/// @param no its place in the trail, from 1
/// @param reviewer whose decision it is on record: the owner of the repository
/// @param by who made the call
public record Decision(int no, ReviewState state, @Nullable String note, String reviewer, String by, Instant at) {}
