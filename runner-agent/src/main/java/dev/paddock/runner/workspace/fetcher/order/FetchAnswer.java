package dev.paddock.runner.workspace.fetcher.order;

import dev.paddock.model.change.ChangedFile;
import dev.paddock.model.run.FailureReason;
import dev.paddock.model.task.Commit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the child did: exactly one of the two members is there.
public record FetchAnswer(@Nullable Done done, @Nullable Failed failed) {

    /// The tree is on disk.
    public record Done(Commit commit, List<ChangedFile> files, List<String> notes) {}

    /// It is not: why, in one sentence.
    public record Failed(FailureReason reason, String message) {}
}
