package dev.paddock.model.task;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.paddock.model.change.ChangedFile;
import dev.paddock.model.run.RunId;
import dev.paddock.model.run.Scope;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a reviewer reads from `/paddock/task.json`. It holds no secret and no address.
///
/// @param repository `owner/repo`
/// @param files the files to review, deleted ones included; with scope `all` every file of the commit
/// @param config settings such as `review_style`
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReviewInput(
        String taskId,
        RunId runId,
        int attempt,
        String repository,
        @Nullable String branch,
        @Nullable String baseSha,
        String commitSha,
        Scope scope,
        List<ChangedFile> files,
        Map<String, @Nullable Object> config) {}
