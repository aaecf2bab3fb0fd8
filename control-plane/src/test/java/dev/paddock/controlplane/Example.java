package dev.paddock.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import io.restassured.response.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;

/// An example out of a document: what the server sends has every member of it, of the same JSON type.
record Example(JsonNode json) {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /// The test resource `documents/NAME.json`.
    static Example of(String name) {
        try (InputStream file = Example.class.getResourceAsStream("/documents/" + name + ".json")) {
            return new Example(MAPPER.readTree(Objects.requireNonNull(file, name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The example itself, as the body of a call.
    String body() {
        return json.toString();
    }

    /// Compares the whole reply.
    void assertShows(Response reply) {
        try {
            compare("", json, MAPPER.readTree(reply.asString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void compare(String at, JsonNode example, JsonNode sent) {
        assertThat(sent.getNodeType()).as("the type of %s in %s", at, sent).isEqualTo(example.getNodeType());
        if (example.getNodeType() == JsonNodeType.OBJECT) {
            for (Map.Entry<String, JsonNode> member : example.properties()) {
                String name = at + "." + member.getKey();
                assertThat(sent.has(member.getKey())).as("%s is there", name).isTrue();
                compare(name, member.getValue(), sent.get(member.getKey()));
            }
        }
        if (example.getNodeType() == JsonNodeType.ARRAY && !example.isEmpty()) {
            // As many as in the example stand for these; otherwise each is like the first.
            boolean same = sent.size() == example.size();
            for (int i = 0; i < sent.size(); i++) {
                compare(at + "[" + i + "]", example.get(same ? i : 0), sent.get(i));
            }
        }
    }
}
