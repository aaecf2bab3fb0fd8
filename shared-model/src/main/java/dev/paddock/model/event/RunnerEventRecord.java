package dev.paddock.model.event;

import java.time.Instant;

/// A [RunnerEvent] as it stands on the topic `paddock.runner-events` (key: the runner's id).
///
/// @param version of this shape, now 1
/// @param no its place among all runners' events, without gaps
/// @param seq its place among its runner's events, from 1, without gaps; (runnerId, seq) makes a repeat known
public record RunnerEventRecord(int version, long no, String runnerId, long seq, Instant at, RunnerEvent event) {

    /// The version written today.
    public static final int VERSION = 1;
}
