package dev.paddock.runner.review;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.paddock.model.change.ChangedFile;
import dev.paddock.model.task.ReviewInput;
import dev.paddock.model.task.RunnerTask;
import dev.paddock.runner.container.ReviewSpec;
import dev.paddock.runner.workspace.FetchRequest;
import dev.paddock.runner.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a task's fetch and its reviewer are given.
record TaskInput(RunnerTask task, ObjectMapper json) {

    FetchRequest fetchRequest(Duration timeout) {
        return new FetchRequest(
                task.id(),
                task.repository(),
                task.commitSha(),
                task.baseSha(),
                task.branch(),
                task.scope(),
                task.files().stream().map(ChangedFile::path).toList(),
                task.cloneDepth(),
                timeout);
    }

    /// Writes the reviewer's input beside the tree, and makes its out folder.
    void write(Workspace workspace) throws IOException {
        ReviewInput input = new ReviewInput(
                task.id(),
                task.runId(),
                task.attempt(),
                task.repository().name(),
                task.branch(),
                task.baseSha(),
                task.commitSha(),
                task.scope(),
                workspace.files(),
                task.config());
        json.writeValue(workspace.taskFile().toFile(), input);
        Files.createDirectories(workspace.out());
    }

    ReviewSpec spec(Workspace workspace, Duration timeout) {
        return new ReviewSpec(
                task.id(),
                task.image(),
                task.command(),
                workspace.tree(),
                workspace.taskFile(),
                workspace.out(),
                task.limits(),
                timeout);
    }

    /// What the log must not show, beside `others`.
    List<String> secrets(List<String> others) {
        List<String> secrets = new ArrayList<>(others);
        secrets.add(task.token());
        @Nullable String auth = task.repository().auth();
        if (auth != null) {
            secrets.add(auth);
        }
        return secrets;
    }
}
