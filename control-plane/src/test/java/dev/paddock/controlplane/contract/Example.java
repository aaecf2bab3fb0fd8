package dev.paddock.controlplane.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.response.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// An example out of a document. What the server sends has every member of it with the example's own value, but for
/// those that are declared to vary; these have a value of the same JSON type.
///
/// @param varying members such as `data[].id`; a list that varies, such as `data`, may have more or fewer elements, of
///     which those beyond the example's are like its first
public record Example(JsonNode json, Set<String> varying) {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /// The test resource `documents/NAME`, a text of JSON.
    public static Example of(String name) throws IOException {
        return new Example(json(name), Set.of());
    }

    static JsonNode json(String name) throws IOException {
        return MAPPER.readTree(text(name));
    }

    static JsonNode json(Response response) throws IOException {
        return MAPPER.readTree(response.asString());
    }

    /// The text of a document's example.
    static String text(String name) throws IOException {
        try (InputStream in = Example.class.getResourceAsStream("/documents/" + name)) {
            assertThat(in).as(name).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /// The example itself, as the body of a call.
    String body() {
        return json.toString();
    }

    /// The same example, of which the server decides these members: all others are compared.
    public Example varying(String... members) {
        List<String> known = new ArrayList<>();
        collect("", json, known);
        assertThat(known).as("what may vary stands in the example").contains(members);
        return new Example(json, Set.of(members));
    }

    private static void collect(String at, JsonNode example, List<String> into) {
        into.add(at);
        example.properties().forEach(member -> collect(named(at, member.getKey()), member.getValue(), into));
        if (example.isArray()) {
            example.forEach(element -> collect(at + "[]", element, into));
        }
    }

    private static String named(String at, String member) {
        return at.isEmpty() ? member : at + "." + member;
    }

    /// Compares the whole reply.
    public void assertShows(Response reply) throws IOException {
        assertShows(json(reply));
    }

    void assertShows(JsonNode sent) {
        compare("", json, sent, true);
    }

    /// @param same whether values count, and not only their types
    private void compare(String at, JsonNode example, JsonNode sent, boolean same) {
        boolean fixed = same && !varying.contains(at);
        assertThat(sent.getNodeType()).as("the type of %s in %s", at, sent).isEqualTo(example.getNodeType());
        if (example.isObject()) {
            example.properties().forEach(member -> {
                String name = named(at, member.getKey());
                assertThat(sent.has(member.getKey())).as("%s is there", name).isTrue();
                compare(name, member.getValue(), sent.get(member.getKey()), same);
            });
        } else if (example.isArray()) {
            if (fixed) {
                assertThat(sent.size()).as("how many %s there are", at).isEqualTo(example.size());
            }
            for (int i = 0; i < sent.size() && !example.isEmpty(); i++) {
                boolean shown = i < example.size();
                compare(at + "[]", example.get(shown ? i : 0), sent.get(i), same && shown);
            }
        } else if (fixed) {
            assertThat(sent).as("%s, which is not said to vary", at).isEqualTo(example);
        }
    }
}
