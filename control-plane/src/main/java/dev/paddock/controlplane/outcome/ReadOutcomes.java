package dev.paddock.controlplane.outcome;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.paddock.controlplane.storage.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads how tests ended, in little memory however many there are.
public final class ReadOutcomes {

    /// @param unreadable how many results cannot be read
    /// @param warnings which they are
    public record Read(List<Outcome> outcomes, int unreadable, List<String> warnings) {}

    /// One attempt of a test.
    private record Attempt(@Nullable String test, Outcome outcome, long start) {}

    /// What Allure found in results of all kinds, JUnit's too, without the attempts before the last. Older versions do
    /// not write it.
    private static final String REGISTRY = "test-results.json";

    private static final JsonFactory JSON = JsonFactory.builder()
            // Names are strangers' texts, and would all be kept.
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            // Of those that anybody asks for.
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxStringLength(1 << 20).build())
            .build();

    private static final Set<String> TEXTS = Set.of("status", "historyId");
    private static final Set<String> NUMBERS = Set.of("start", "stop", "duration");
    /// Allure's own are digests.
    private static final int LONG_ID = 200;

    private static final int MOST_WARNINGS = 20;

    private ReadOutcomes() {}

    /// The outcomes of all tests whose results are in `results`.
    ///
    /// @param site the report made of them
    public static Read read(Path results, Path site) throws IOException {
        Read own = own(results);
        Path registry = site.resolve(REGISTRY);
        if (!Files.isRegularFile(registry)) {
            return own;
        }
        try {
            return new Read(registered(registry), own.unreadable(), own.warnings());
        } catch (JsonProcessingException e) {
            own.warnings().add("Allure's list of tests cannot be read; those with results of their own are counted.");
            return own;
        }
    }

    private static List<Outcome> registered(Path file) throws IOException {
        List<Outcome> outcomes = new ArrayList<>();
        try (JsonParser json = JSON.createParser(file.toFile())) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean wanted = json.currentName().equals("byId");
                if (json.nextToken() != JsonToken.START_OBJECT || !wanted) {
                    json.skipChildren();
                    continue;
                }
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    json.nextToken();
                    outcomes.add(attempt(json).outcome());
                }
            }
        }
        return outcomes;
    }

    /// The last attempts of tests, in the format of Allure 2.
    private static Read own(Path results) throws IOException {
        Map<String, Attempt> last = new HashMap<>();
        List<String> warnings = new ArrayList<>();
        int unreadable = 0;
        List<Path> files;
        try (Stream<Path> all = Files.list(results)) {
            files = all.filter(file -> file.toString().endsWith("-result.json"))
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            try (JsonParser json = JSON.createParser(file.toFile())) {
                if (json.nextToken() != JsonToken.START_OBJECT) {
                    throw new IOException("no object");
                }
                Attempt attempt = attempt(json);
                String test = attempt.test() == null ? file.toString() : attempt.test();
                last.merge(test, attempt, (a, b) -> a.start() > b.start() ? a : b);
            } catch (IOException e) {
                unreadable++;
                if (warnings.size() < MOST_WARNINGS) {
                    warnings.add("The result " + file.getFileName() + " is not the JSON of a test and was left out.");
                }
            }
        }
        return new Read(last.values().stream().map(Attempt::outcome).toList(), unreadable, warnings);
    }

    /// The object that `json` stands at the beginning of.
    private static Attempt attempt(JsonParser json) throws IOException {
        Map<String, String> texts = new HashMap<>();
        Map<String, Long> numbers = new HashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (value == JsonToken.VALUE_STRING && TEXTS.contains(name)) {
                texts.put(name, json.getText());
            } else if (value.isNumeric() && NUMBERS.contains(name)) {
                numbers.put(name, (long) json.getDoubleValue());
            } else {
                json.skipChildren();
            }
        }
        long start = numbers.getOrDefault("start", 0L);
        long duration = numbers.getOrDefault("duration", numbers.getOrDefault("stop", start) - start);
        return new Attempt(
                id(texts.get("historyId")),
                new Outcome(Outcome.Status.of(texts.getOrDefault("status", "")), Math.max(0, duration)),
                start);
    }

    private static @Nullable String id(@Nullable String text) {
        return text == null || text.length() <= LONG_ID
                ? text
                : Digest.of(text.getBytes(StandardCharsets.UTF_8)).hex();
    }
}
