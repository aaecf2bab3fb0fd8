package dev.paddock.runner.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.paddock.model.log.LogLevel;
import dev.paddock.model.log.LogLine;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads a reviewer's output. A line that is a JSON object with a string `message` becomes a structured line, with its
/// `level` and `data`; every other line is plain.
final class LineParser {

    /// Deeper than any report of progress; the server refuses batches deeper than 100.
    private static final int MAX_DEPTH = 32;

    private static final TypeReference<Map<String, @Nullable Object>> DATA = new TypeReference<>() {};

    private final ObjectMapper json;
    private final InstantSource time;

    LineParser(ObjectMapper json, InstantSource time) {
        this.json = json.copy();
        this.json
                .getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .build());
        this.time = time;
    }

    LogLine parse(String text) {
        if (text.startsWith("{")) {
            try {
                JsonNode node = json.readTree(text);
                if (node.path("message").isTextual()) {
                    return structured(node);
                }
            } catch (JsonProcessingException e) {
                // A line may look like JSON and be none.
                return plain(text);
            }
        }
        return plain(text);
    }

    LogLine plain(String text) {
        return new LogLine(time.instant(), LogLevel.INFO, text, null);
    }

    private LogLine structured(JsonNode node) {
        JsonNode data = node.path("data");
        return new LogLine(
                time.instant(),
                level(node.path("level").asText("")),
                node.path("message").asText(),
                data.isObject() ? json.convertValue(data, DATA) : null);
    }

    private static LogLevel level(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "trace", "debug" -> LogLevel.DEBUG;
            case "warn", "warning" -> LogLevel.WARN;
            case "error", "fatal" -> LogLevel.ERROR;
            default -> LogLevel.INFO;
        };
    }
}
