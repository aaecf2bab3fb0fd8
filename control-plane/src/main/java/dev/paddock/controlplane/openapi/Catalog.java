package dev.paddock.controlplane.openapi;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the code does not say of the operations, from `openapi/` among the resources: `operations.json` and one file
/// of examples an operation.
final class Catalog {

    /// A parameter that the code reads without declaring it.
    ///
    /// @param type as JSON Schema has it, or `date-time`
    record Query(String name, String type, String description) {}

    /// @param id the `operationId`
    /// @param status of success, where the code's return type does not tell
    /// @param codes of problems that not every call has
    record Entry(
            String id,
            String tag,
            String summary,
            @Nullable String status,
            @Nullable List<String> codes,
            @Nullable List<Query> parameters) {}

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Entry> entries;

    private Catalog(Map<String, Entry> entries) {
        this.entries = entries;
    }

    static Catalog read() {
        return new Catalog(read("openapi/operations.json", new TypeReference<Map<String, Entry>>() {})
                .orElseThrow(() -> new IllegalStateException("openapi/operations.json is missing")));
    }

    /// What is said of `GET /v1/runs`, or empty.
    Optional<Entry> find(String operation) {
        return Optional.ofNullable(entries.get(operation));
    }

    /// The operation's examples: `request` and `response`, each where it has such a body.
    Map<String, Object> examples(Entry entry) {
        return read("openapi/examples/" + entry.id() + ".json", new TypeReference<Map<String, Object>>() {})
                .orElse(Map.of());
    }

    private static <T> Optional<T> read(String name, TypeReference<T> type) {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        try (InputStream file = loader.getResourceAsStream(name)) {
            return file == null ? Optional.empty() : Optional.of(JSON.readValue(file, type));
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read", e);
        }
    }
}
