package dev.paddock.controlplane.claim;

import dev.paddock.controlplane.access.TaskTokens;
import dev.paddock.controlplane.repository.Credentials;
import dev.paddock.controlplane.run.ClaimReader;
import dev.paddock.model.change.ChangedFile;
import dev.paddock.model.change.FileStatus;
import dev.paddock.model.task.Limits;
import dev.paddock.model.task.RunnerTask;
import dev.paddock.model.task.TaskRepository;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes a claimed task as its runner gets it.
@Singleton
class TaskWriter {

    private final LimitsConfig limits;
    private final TaskTokens tokens;
    private final Credentials credentials;

    TaskWriter(LimitsConfig limits, TaskTokens tokens, Credentials credentials) {
        this.limits = limits;
        this.tokens = tokens;
        this.credentials = credentials;
    }

    RunnerTask write(ClaimReader.Claimed claimed) {
        return new RunnerTask(
                claimed.taskId().toString(),
                claimed.runId(),
                claimed.attempt(),
                claimed.leaseUntil(),
                tokens.of(claimed.taskId()),
                new TaskRepository(
                        claimed.repositoryId(),
                        claimed.repositoryName(),
                        claimed.cloneUrl(),
                        credentials.authorization(claimed.credential())),
                claimed.branch(),
                claimed.baseSha(),
                claimed.commitSha(),
                limits.cloneDepth(),
                claimed.scope(),
                files(claimed.files()),
                ai(claimed.config()),
                claimed.image(),
                claimed.command(),
                claimed.successExitCodes(),
                claimed.config(),
                new Limits(
                        claimed.timeoutSeconds(),
                        limits.memoryMb(),
                        limits.cpus(),
                        limits.pids(),
                        "none",
                        limits.maxLogBytes()),
                claimed.traceparent());
    }

    /// A submission names paths; what changed in them is for the runner to find out.
    private static List<ChangedFile> files(List<String> paths) {
        return paths.stream()
                .map(path -> new ChangedFile(path, FileStatus.MODIFIED, 0, 0, null))
                .toList();
    }

    private static Map<String, @Nullable Object> ai(Map<String, @Nullable Object> config) {
        Map<String, @Nullable Object> ai = new HashMap<>();
        if (config.get("ai") instanceof Map<?, ?> members) {
            members.forEach((key, value) -> ai.put(String.valueOf(key), value));
        }
        return ai;
    }
}
