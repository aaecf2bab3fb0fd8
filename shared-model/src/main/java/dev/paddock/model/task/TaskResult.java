package dev.paddock.model.task;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.paddock.model.finding.FileReview;
import dev.paddock.model.log.LogLine;
import dev.paddock.model.run.FailureReason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The last thing a runner says of a task.
///
/// @param runnerId who held it
/// @param totalComments the number of comments in `files`
/// @param rating `A`, `B`, `C`, `D` or `F`; absent = the server computes it
/// @param error one sentence when `status` is `failed`
/// @param reason why it failed; absent = `review_failed`
/// @param commit what was fetched; its id must be the task's
/// @param logs a final batch of lines
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TaskResult(
        String runnerId,
        Outcome status,
        List<FileReview> files,
        @JsonProperty(required = true) int totalComments,
        @Nullable String rating,
        Metrics metrics,
        @Nullable String error,
        @Nullable FailureReason reason,
        @Nullable Commit commit,
        @Nullable List<LogLine> logs) {}
