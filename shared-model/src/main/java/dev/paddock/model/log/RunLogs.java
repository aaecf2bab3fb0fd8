package dev.paddock.model.log;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.paddock.model.run.RunId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `GET /v1/runs/:id/logs`: oldest first, all attempts.
///
/// @param nextAfter give it as `after` to read on; null when nothing was ever logged
public record RunLogs(
        @JsonProperty("run_id") RunId runId,
        List<LogEntry> logs,
        @JsonProperty("next_after") @Nullable String nextAfter) {}
