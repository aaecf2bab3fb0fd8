package dev.paddock.controlplane.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.response.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// What stands in a document, and whether a reply has its shape.
final class Example {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Example() {}

    /// The text of a document's example.
    static String text(String name) throws IOException {
        try (InputStream in = Example.class.getResourceAsStream("/documents/" + name)) {
            assertThat(in).as(name).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static JsonNode json(String name) throws IOException {
        return JSON.readTree(text(name));
    }

    static JsonNode json(Response response) throws IOException {
        return JSON.readTree(response.asString());
    }

    /// Every member of the example is there, with a value of the same kind; an element of a list is like the
    /// example's.
    static void assertSameShape(String at, JsonNode example, JsonNode actual) {
        assertThat(actual.getNodeType()).as(at).isEqualTo(example.getNodeType());
        example.properties().forEach(member -> {
            JsonNode value = actual.get(member.getKey());
            assertThat(value).as(at + "." + member.getKey()).isNotNull();
            assertSameShape(at + "." + member.getKey(), member.getValue(), value);
        });
        if (example.isArray()) {
            actual.forEach(element -> assertSameShape(at + "[]", example.get(0), element));
        }
    }
}
