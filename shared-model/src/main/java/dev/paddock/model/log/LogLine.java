package dev.paddock.model.log;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One line of a task's log. A plain JSON string is read as an `info` line without a time.
///
/// @param timestamp when it was written; absent = when it arrives
/// @param data machine-readable members; `data.progress {file, done, total}` feeds the run's progress
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LogLine(
        @Nullable Instant timestamp,
        LogLevel level,
        String message,
        @Nullable Map<String, @Nullable Object> data) {

    /// Without a level, `info`.
    @JsonCreator
    public LogLine(
            @JsonProperty("timestamp") @Nullable Instant timestamp,
            @JsonProperty("level") @Nullable LogLevel level,
            @JsonProperty(value = "message", required = true) String message,
            @JsonProperty("data") @Nullable Map<String, @Nullable Object> data) {
        this.timestamp = timestamp;
        this.level = level == null ? LogLevel.INFO : level;
        this.message = message;
        this.data = data;
    }

    /// An `info` line without a time.
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static LogLine plain(String message) {
        return new LogLine(null, LogLevel.INFO, message, null);
    }
}
