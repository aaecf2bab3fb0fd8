package dev.paddock.runner.workspace;

import dev.paddock.model.run.Scope;
import dev.paddock.model.task.TaskRepository;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which commit to fetch, and what to compute of it.
///
/// @param taskId names the workspace's folder
/// @param commitSha 40 hex digits
/// @param baseSha what changed since its merge base with the commit; null = since the commit's first parent
/// @param branch fetched where the server refuses to serve a commit by its id; may be null
/// @param scope `ALL` lists every file of the commit, else the changed ones
/// @param only when not empty, only these paths are listed
/// @param depth commits to fetch at first
/// @param timeout for everything
public record FetchRequest(
        String taskId,
        TaskRepository repository,
        String commitSha,
        @Nullable String baseSha,
        @Nullable String branch,
        Scope scope,
        List<String> only,
        int depth,
        Duration timeout) {}
