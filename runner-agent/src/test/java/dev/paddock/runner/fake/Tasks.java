package dev.paddock.runner.fake;

import dev.paddock.model.run.RunId;
import dev.paddock.model.run.Scope;
import dev.paddock.model.task.Limits;
import dev.paddock.model.task.RunnerTask;
import dev.paddock.model.task.TaskRepository;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tasks as a claim returns them.
public final class Tasks {

    public static final RunId RUN = new RunId("run_01JD3M8Q6Z7X4Y2W1V0TSRQPNM");

    public static final String SHA = "0123456789abcdef0123456789abcdef01234567";

    private Tasks() {}

    public static RunnerTask task(String id) {
        return task(id, null, 1800);
    }

    public static RunnerTask task(String id, @Nullable String auth, int timeoutSeconds) {
        return new RunnerTask(
                id,
                RUN,
                1,
                Instant.parse("2026-01-15T10:31:00Z"),
                "token-of-" + id,
                new TaskRepository("repo_1", "owner/repo", "https://example.invalid/owner/repo.git", auth),
                "main",
                null,
                SHA,
                2,
                Scope.FILES,
                List.of(),
                Map.of(),
                "paddock/reviewer:latest",
                null,
                List.of(0),
                Map.of("review_style", "balanced"),
                new Limits(timeoutSeconds, 512, 1, 128, "none", 1024 * 1024),
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    }
}
