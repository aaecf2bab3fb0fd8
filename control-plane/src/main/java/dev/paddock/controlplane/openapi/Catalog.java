package dev.paddock.controlplane.openapi;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the code does not say of the document, from `openapi/` among the resources: `operations.json`, `schemas.json`,
/// `tags.json`, and one file of examples an operation.
final class Catalog {

    /// A parameter that the code reads without declaring it, or says too little of.
    ///
    /// @param in `header`; absent = `query`
    /// @param type as JSON Schema has it, or `date-time`
    /// @param words the only values
    /// @param otherwise what counts without it
    /// @param least the smallest value
    /// @param most the largest value
    record Input(
            String name,
            @Nullable String in,
            String type,
            String description,
            boolean required,
            @Nullable List<String> words,
            @Nullable Object otherwise,
            @Nullable Integer least,
            @Nullable Integer most) {}

    /// A body that is not quite what the code reads.
    ///
    /// @param schema the name of its own schema; absent = the one that the code reads
    /// @param of the schema that it has the members of, each optional
    /// @param required members that it has to have
    /// @param optional whether the call may come without it
    record Body(
            @Nullable String schema,
            @Nullable String of,
            @Nullable List<String> required,
            boolean optional) {}

    /// @param id the `operationId`
    /// @param status of success, where the code's return type does not tell
    /// @param codes of problems that not every call has
    /// @param headers that its success has: `ETag`, `Location`
    /// @param existing whether 200 stands beside 201, for what was there before
    /// @param bare the member of its reply that may be the whole reply instead
    record Entry(
            String id,
            String tag,
            String summary,
            @Nullable String description,
            @Nullable String status,
            @Nullable List<String> codes,
            @Nullable List<Input> parameters,
            @Nullable Body body,
            @Nullable List<String> headers,
            boolean existing,
            @Nullable String bare) {}

    /// What the code of a record does not say.
    ///
    /// @param optional members that have a value when they are left out
    /// @param required members that are judged by the call
    /// @param words the only values of members that are text
    /// @param orText members whose entries may be text, too
    record Shape(List<String> optional, List<String> required, Map<String, List<String>> words, List<String> orText) {

        private static final Shape PLAIN = new Shape(List.of(), List.of(), Map.of(), List.of());

        Shape {
            optional = Objects.requireNonNullElse(optional, List.of());
            required = Objects.requireNonNullElse(required, List.of());
            words = Objects.requireNonNullElse(words, Map.of());
            orText = Objects.requireNonNullElse(orText, List.of());
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Entry> entries;
    private final Map<String, Shape> shapes;
    private final Map<String, String> tags;

    private Catalog(Map<String, Entry> entries, Map<String, Shape> shapes, Map<String, String> tags) {
        this.entries = entries;
        this.shapes = shapes;
        this.tags = tags;
    }

    static Catalog read() {
        return new Catalog(
                readAll("operations.json", new TypeReference<>() {}),
                readAll("schemas.json", new TypeReference<>() {}),
                readAll("tags.json", new TypeReference<>() {}));
    }

    private static <T> T readAll(String name, TypeReference<T> type) {
        return read("openapi/" + name, type)
                .orElseThrow(() -> new IllegalStateException("openapi/" + name + " is missing"));
    }

    /// What is said of `GET /v1/runs`, or empty.
    Optional<Entry> find(String operation) {
        return Optional.ofNullable(entries.get(operation));
    }

    /// What is said of a schema.
    Shape shape(String name) {
        return shapes.getOrDefault(name, Shape.PLAIN);
    }

    /// What each tag is about, in the order of the document.
    Map<String, String> tags() {
        return tags;
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
