package dev.paddock.controlplane.ingest;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.NodePath;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.model.problem.Problem.FieldError;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Judges reports by `docs/schemas/report.schema.json`, which the program has with it.
@Singleton
class ReportSchema {

    static final String FILE = "schemas/report.schema.json";

    private static final int MOST_RESULTS = 10_000;
    /// Nobody corrects more at once.
    private static final int MOST_ERRORS = 20;

    private final ObjectMapper mapper;
    private final Schema schema;

    ReportSchema(ObjectMapper mapper) {
        this.mapper = mapper;
        this.schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(text(), InputFormat.JSON);
    }

    static String text() {
        ClassLoader loader = Objects.requireNonNull(ReportSchema.class.getClassLoader());
        try (InputStream file = Objects.requireNonNull(loader.getResourceAsStream(FILE), FILE)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(FILE + " cannot be read", e);
        }
    }

    /// 400, naming what is wrong with the report.
    void check(Map<String, @Nullable Object> report) {
        if (report.get("results") instanceof List<?> results && results.size() > MOST_RESULTS) {
            // Before each of them is judged.
            throw ProblemException.invalid("report.results", "are more than " + MOST_RESULTS);
        }
        List<FieldError> errors = schema
                .validate(
                        mapper.valueToTree(report),
                        context -> context.executionConfig(config -> config.locale(Locale.ENGLISH)))
                .stream()
                .limit(MOST_ERRORS)
                .map(error -> new FieldError(member(error), Objects.requireNonNullElse(error.getMessage(), "is wrong")))
                .toList();
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
    }

    /// `report.results[3].target`.
    private static String member(Error error) {
        StringBuilder member = new StringBuilder("report");
        NodePath path = error.getInstanceLocation();
        for (int i = 0; i < path.getNameCount(); i++) {
            append(member, path.getElement(i));
        }
        if (error.getProperty() != null && error.getKeyword().equals("required")) {
            append(member, error.getProperty());
        }
        return member.toString();
    }

    private static void append(StringBuilder member, Object part) {
        if (part instanceof Integer index) {
            member.append('[').append(index).append(']');
        } else {
            member.append('.').append(part);
        }
    }
}
