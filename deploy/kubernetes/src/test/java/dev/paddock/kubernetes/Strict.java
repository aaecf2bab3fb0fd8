package dev.paddock.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Optional;

/// Reads objects into the types that the API of Kubernetes has for them, and fails on whatever these do not know.
final class Strict {

    private static final KubernetesSerialization TYPES = new KubernetesSerialization();

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .annotationIntrospector(new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1;

                // The types keep what they do not know; here it is an error.
                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                    return Boolean.FALSE;
                }
            })
            .build();

    private Strict() {}

    /// The object, read; throws with the unknown member's path.
    static Object read(JsonNode object) throws JsonProcessingException {
        String kind =
                object.path("apiVersion").asText() + " " + object.path("kind").asText();
        Class<?> type = Optional.<Class<?>>ofNullable(Keda.type(object))
                .or(() -> Optional.ofNullable(TYPES.getRegisteredKubernetesResource(
                        object.path("apiVersion").asText(), object.path("kind").asText())))
                .orElseThrow(() -> new AssertionError("there is no such kind: " + kind));
        return MAPPER.treeToValue(object, type);
    }

    /// A part of an object, read as `type`.
    static <T> T read(JsonNode part, Class<T> type) throws JsonProcessingException {
        return MAPPER.treeToValue(part, type);
    }
}
