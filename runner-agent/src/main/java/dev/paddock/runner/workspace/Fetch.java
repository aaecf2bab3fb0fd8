package dev.paddock.runner.workspace;

import dev.paddock.model.run.FailureReason;

/// What became of a [FetchRequest].
public sealed interface Fetch {

    /// The commit is there. The workspace must be closed.
    record Fetched(Workspace workspace) implements Fetch {}

    /// It is not, and nothing is left on disk: why, in one sentence.
    record Refused(FailureReason reason, String message) implements Fetch {}
}
