package dev.paddock.model.event;

import dev.paddock.model.run.RunId;
import java.time.Instant;

/// A [RunEvent] as it stands on the topic `paddock.run-events` (key: the run's id).
///
/// @param version of this shape, now 1
/// @param no its place among all runs' events, without gaps
/// @param seq its place among its run's events, from 1, without gaps; (runId, seq) makes a repeat known
public record RunEventRecord(int version, long no, RunId runId, long seq, Instant at, RunEvent event) {

    /// The version written today.
    public static final int VERSION = 1;
}
