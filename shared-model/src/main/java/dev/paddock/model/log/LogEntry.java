package dev.paddock.model.log;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One stored log line as readers get it.
///
/// @param cursor opaque, ordered over the run
/// @param seq counts within an attempt, from 1
/// @param source `runner` or `server`
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LogEntry(
        String cursor,
        long seq,
        int attempt,
        Instant timestamp,
        LogLevel level,
        String message,
        @Nullable Map<String, @Nullable Object> data,
        String source) {}
