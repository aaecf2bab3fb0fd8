package dev.paddock.runner.container;

import dev.paddock.model.task.Limits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One reviewer to run.
///
/// @param taskId the label of all that is made for it
/// @param image the image's name
/// @param command replaces the image's own; null = keep it
/// @param workspace the checked-out commit; read-only inside, at `/workspace`
/// @param taskFile the JSON of a `ReviewInput`; read-only inside, at `/paddock/task.json`
/// @param out an empty folder; the one place the reviewer may write to, at `/paddock/out`
/// @param limits memory, processors, processes
/// @param timeout how long the reviewer may run
public record ReviewSpec(
        String taskId,
        String image,
        @Nullable List<String> command,
        Path workspace,
        Path taskFile,
        Path out,
        Limits limits,
        Duration timeout) {}
