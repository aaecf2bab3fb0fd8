package dev.paddock.model.event;

import dev.paddock.model.run.RunId;
import java.util.List;

/// A hint on the topic `paddock.tasks` (key: the lane) that a task is ready. The ledger decides who gets it.
///
/// @param version of this shape, now 1
/// @param tags what a runner must have
public record TaskQueued(int version, String taskId, RunId runId, List<String> tags) {

    /// The version written today.
    public static final int VERSION = 1;
}
