package dev.paddock.controlplane.trend;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Reader;
import java.util.HashSet;
import java.util.Set;

/// What one report found, as Allure writes it: a JSON object on a line. Read in little memory, however
/// long it is.
final class HistoryLine {

    /// What a line is good for.
    enum Kind {
        /// Allure can read it.
        SOUND,
        /// Alike, and it tells of the report that a new one replaces.
        REPLACED,
        /// Allure would end over it.
        BROKEN
    }

    private static final JsonFactory JSON = JsonFactory.builder()
            // Each test has a name in it, and they would all be kept.
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    private static final Set<String> NEEDED = Set.of("uuid", "timestamp", "knownTestCaseIds", "testResults");
    private static final String URL = "url";

    private HistoryLine() {}

    /// What `line` is, which is read to its end and closed.
    ///
    /// @param folder of the report that is replaced, as the line's address begins
    static Kind look(Reader line, String folder) throws IOException {
        Set<String> there = new HashSet<>();
        boolean replaced = false;
        try (JsonParser json = JSON.createParser(line)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return Kind.BROKEN;
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                if ((name.equals("testResults") && value != JsonToken.START_OBJECT)
                        || (name.equals("knownTestCaseIds") && value != JsonToken.START_ARRAY)) {
                    return Kind.BROKEN;
                }
                if (NEEDED.contains(name)) {
                    there.add(name);
                }
                replaced |= name.equals(URL)
                        && value == JsonToken.VALUE_STRING
                        && json.getText().startsWith(folder);
                json.skipChildren();
            }
            if (json.nextToken() != null || !there.containsAll(NEEDED)) {
                return Kind.BROKEN;
            }
            return replaced ? Kind.REPLACED : Kind.SOUND;
        } catch (JsonProcessingException e) {
            return Kind.BROKEN;
        }
    }

    /// Copies `line`, which is closed, with `url` for its report and for each of its tests. False when
    /// it is no JSON.
    static boolean copy(Reader line, String url, OutputStream target) throws IOException {
        try (JsonParser json = JSON.createParser(line);
                JsonGenerator out = JSON.createGenerator(target)) {
            int depth = 0;
            while (json.nextToken() != null) {
                JsonToken token = json.currentToken();
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                boolean address =
                        token == JsonToken.FIELD_NAME && json.currentName().equals(URL);
                if (address && (depth == 1 || depth == 3)) {
                    json.nextToken();
                    json.skipChildren();
                    out.writeStringField(URL, url);
                } else {
                    out.copyCurrentEvent(json);
                }
            }
            return true;
        } catch (JsonProcessingException e) {
            return false;
        }
    }
}
