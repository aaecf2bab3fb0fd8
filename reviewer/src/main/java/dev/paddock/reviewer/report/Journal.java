package dev.paddock.reviewer.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.paddock.model.log.LogLevel;
import dev.paddock.model.log.LogLine;
import java.io.PrintStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The log of a review: one JSON object a line, at once. Safe for use by several threads.
public final class Journal {

    private final JsonMapper json = JsonMapper.builder().build();
    private final PrintStream out;

    /// @param out where the lines go, in UTF-8
    public Journal(PrintStream out) {
        this.out = out;
    }

    /// Says `message`.
    public void info(String message, Map<String, @Nullable Object> data) {
        write(LogLevel.INFO, message, data);
    }

    /// Says what the reader should know about how far the review can be trusted.
    public void warn(String message) {
        write(LogLevel.WARN, message, null);
    }

    /// Says of `file` what the reader should know about how far its review can be trusted.
    public void warn(String message, String file) {
        write(LogLevel.WARN, message, Map.of("file", file));
    }

    /// Says why there is no review.
    public void error(String message) {
        write(LogLevel.ERROR, message, null);
    }

    private void write(LogLevel level, String message, @Nullable Map<String, @Nullable Object> data) {
        String line;
        try {
            line = json.writeValueAsString(new LogLine(null, level, message, data));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a log line holds only texts and numbers", e);
        }
        synchronized (out) {
            out.println(line);
            out.flush();
        }
    }
}
