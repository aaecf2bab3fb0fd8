package dev.paddock.controlplane;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.StreamSupport;

/// The OpenAPI document of the running server.
record ApiDocument(JsonNode root) {

    /// One call of it.
    record Call(String verb, String path, JsonNode node) {

        boolean isPublic() {
            return node.path("x-public").asBoolean();
        }

        /// Any of these opens it.
        List<String> permissions() {
            return StreamSupport.stream(node.path("x-permission").spliterator(), false)
                    .map(JsonNode::asText)
                    .toList();
        }

        boolean hasBody() {
            return node.has("requestBody");
        }

        /// One that it takes; JSON also where it takes none.
        String bodyType() {
            Iterator<String> types = node.path("requestBody").path("content").fieldNames();
            String type = types.hasNext() ? types.next() : "application/json";
            return type.equals("*/*") ? "application/octet-stream" : type;
        }

        @Override
        public String toString() {
            return verb + " " + path;
        }
    }

    static ApiDocument read() {
        try {
            return new ApiDocument(new ObjectMapper()
                    .readTree(given().queryParam("format", "json")
                            .get("/q/openapi")
                            .then()
                            .statusCode(200)
                            .extract()
                            .asString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The call of `GET /v1/runs`.
    JsonNode call(String name) {
        return calls().stream()
                .filter(call -> call.toString().equals(name))
                .findFirst()
                .orElseThrow()
                .node();
    }

    List<Call> calls() {
        List<Call> calls = new ArrayList<>();
        root.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(verb ->
                                List.of("get", "post", "put", "patch", "delete").contains(verb.getKey()))
                        .forEach(verb -> calls.add(new Call(
                                verb.getKey().toUpperCase(java.util.Locale.ROOT), path.getKey(), verb.getValue()))));
        return calls;
    }
}
