package dev.paddock.controlplane;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;

/// Judges JSON by the schemas of the API's document. Unlike these it takes no member that they do not name, so that
/// whoever adds one says so in the document.
final class DocumentJudge {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode components;

    DocumentJudge(JsonNode document) {
        components = document.path("components").deepCopy();
        close(components.path("schemas"));
    }

    private static void close(JsonNode node) {
        if (node instanceof ObjectNode object && object.path("properties").isObject()) {
            object.put("additionalProperties", false);
        }
        node.forEach(DocumentJudge::close);
    }

    /// What knows what is wrong with JSON of this schema.
    Schema of(JsonNode schema) {
        ObjectNode whole = JSON.createObjectNode();
        whole.set("components", components);
        whole.set("allOf", JSON.createArrayNode().add(schema));
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(whole);
    }

    /// What is wrong with `json`, in words; empty when nothing is.
    static List<String> errors(Schema schema, String json) {
        return schema.validate(json, InputFormat.JSON).stream()
                .map(Object::toString)
                .toList();
    }
}
