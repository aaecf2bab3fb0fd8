package dev.paddock.controlplane.openapi;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.headers.Header;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;

/// What replies have beside their bodies.
final class Replies {

    private static final String ETAG = "ETag";
    private static final Map<String, String> MEANING = Map.of(
            ETAG,
            "Names this state; to be sent as If-None-Match.",
            "Location",
            "Where what was made is read.",
            "Deprecation",
            "Since when the call is deprecated (RFC 9745).",
            "Sunset",
            "Until when the call will answer (RFC 8594).",
            "Retry-After",
            "After how many seconds the call may be repeated.",
            "WWW-Authenticate",
            "What the call takes.");

    private Replies() {}

    /// Adds the headers and the replies that `entry` says the operation has.
    static void complete(Operation operation, Catalog.Entry entry) {
        APIResponses responses = operation.getResponses();
        List<String> headers = Objects.requireNonNullElse(entry.headers(), List.of());
        APIResponse made = responses.getAPIResponse("201");
        if (entry.existing()) {
            responses.addAPIResponse(
                    "200",
                    OASFactory.createAPIResponse()
                            .description("It was there before.")
                            .content(Objects.requireNonNull(made).getContent()));
        }
        responses.getAPIResponses().forEach((status, response) -> {
            if (status.startsWith("2")) {
                headers.forEach(name -> response.addHeader(name, header(name)));
            }
        });
        if (headers.contains(ETAG)) {
            responses.addAPIResponse(
                    "304",
                    OASFactory.createAPIResponse()
                            .description("The caller has this state.")
                            .addHeader(ETAG, header(ETAG)));
        }
    }

    /// Adds the headers that tell that the call will be gone.
    static void retire(Operation operation, boolean hasEnd) {
        operation.getResponses().getAPIResponses().values().stream()
                .filter(response -> response.getRef() == null)
                .forEach(response -> {
                    response.addHeader("Deprecation", header("Deprecation"));
                    if (hasEnd) {
                        response.addHeader("Sunset", header("Sunset"));
                    }
                });
    }

    static Header header(String name) {
        return OASFactory.createHeader()
                .description(Objects.requireNonNull(MEANING.get(name)))
                .schema(OASFactory.createSchema()
                        .addType(name.equals("Retry-After") ? Schema.SchemaType.INTEGER : Schema.SchemaType.STRING));
    }
}
