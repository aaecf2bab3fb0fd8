package dev.paddock.controlplane.openapi;

import dev.paddock.model.problem.ProblemCode;
import dev.paddock.model.wire.WireEnum;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/// The problems that operations answer with: one shared response for the same codes of one status.
final class ProblemResponses {

    private static final String SCHEMA = "Problem";

    private final Components components;

    ProblemResponses(Components components) {
        this.components = components;
        components.addSchema(SCHEMA, schema());
    }

    void add(Operation operation, String path, PathItem.HttpMethod verb, Declared declared, List<String> special) {
        Map<Integer, List<ProblemCode>> byStatus = new TreeMap<>();
        codes(operation, path, verb, declared, special)
                .forEach(code -> byStatus.computeIfAbsent(code.status(), status -> new ArrayList<>())
                        .add(code));
        String type = path.startsWith("/external/") ? "application/json" : "application/problem+json";
        byStatus.forEach((status, codes) -> operation
                .getResponses()
                .addAPIResponse(
                        String.valueOf(status),
                        OASFactory.createAPIResponse().ref("#/components/responses/" + shared(type, codes))));
    }

    private static List<ProblemCode> codes(
            Operation operation, String path, PathItem.HttpMethod verb, Declared declared, List<String> special) {
        List<ProblemCode> codes = new ArrayList<>();
        boolean body = operation.getRequestBody() != null;
        codes.add(ProblemCode.INVALID_VALUE);
        if (body) {
            codes.addAll(
                    List.of(ProblemCode.MALFORMED_REQUEST, ProblemCode.TOO_LARGE, ProblemCode.UNSUPPORTED_MEDIA_TYPE));
        }
        if (!declared.isPublic()) {
            codes.add(ProblemCode.UNAUTHENTICATED);
            codes.addAll(declared.isForAnySession() ? List.of() : List.of(ProblemCode.FORBIDDEN));
            codes.addAll(declared.isForSettings() ? List.of(ProblemCode.SESSION_REQUIRED) : List.of());
            if (verb != PathItem.HttpMethod.GET && declared.takesSession(path)) {
                codes.add(ProblemCode.CSRF);
            }
        }
        codes.add(ProblemCode.TOO_MANY_REFUSALS);
        if (path.contains("{")) {
            // Text that cannot be stored names nothing that could be there.
            codes.addAll(List.of(ProblemCode.MALFORMED_REQUEST, ProblemCode.NOT_FOUND));
        }
        if (declared.isIdempotent()) {
            codes.addAll(List.of(ProblemCode.IDEMPOTENCY_IN_FLIGHT, ProblemCode.IDEMPOTENCY_KEY_REUSED));
        }
        special.forEach(word -> codes.add(WireEnum.of(ProblemCode.class, word)));
        codes.addAll(List.of(ProblemCode.INTERNAL, ProblemCode.UNAVAILABLE));
        return codes.stream().distinct().sorted().toList();
    }

    private String shared(String type, List<ProblemCode> codes) {
        String name = codes.stream().map(ProblemCode::wire).collect(Collectors.joining("-"))
                + (type.equals("application/json") ? "-plain" : "");
        MediaType media =
                OASFactory.createMediaType().schema(OASFactory.createSchema().ref("#/components/schemas/" + SCHEMA));
        codes.forEach(code -> media.addExample(
                code.wire(), OASFactory.createExample().summary(code.title()).value(example(code))));
        APIResponse response = OASFactory.createAPIResponse()
                .description(codes.stream()
                        .map(code -> "`" + code.wire() + "`: " + code.title() + ".")
                        .collect(Collectors.joining(" ")))
                .content(OASFactory.createContent().addMediaType(type, media));
        codes.stream()
                .map(ProblemResponses::header)
                .flatMap(Optional::stream)
                .forEach(header -> response.addHeader(header, Replies.header(header)));
        components.addResponse(name, response);
        return name;
    }

    private static Optional<String> header(ProblemCode code) {
        return switch (code) {
            case UNAUTHENTICATED -> Optional.of("WWW-Authenticate");
            case TOO_MANY_REFUSALS, UNAVAILABLE, IDEMPOTENCY_IN_FLIGHT -> Optional.of("Retry-After");
            default -> Optional.empty();
        };
    }

    private static Map<String, Object> example(ProblemCode code) {
        Map<String, Object> example = new LinkedHashMap<>();
        example.put("type", "about:blank#" + code.wire());
        example.put("title", code.title());
        example.put("status", code.status());
        example.put("detail", code.title() + ".");
        example.put("instance", "/v1/runs");
        example.put("code", code.wire());
        example.put("traceId", "0af7651916cd43dd8448eb211c80319c");
        example.put("error", code.title() + ".");
        return example;
    }

    private static Schema schema() {
        Schema text = text();
        Schema field = OASFactory.createSchema()
                .addType(Schema.SchemaType.OBJECT)
                .addProperty("field", text())
                .addProperty("message", text())
                .required(List.of("field", "message"));
        return OASFactory.createSchema()
                .description("An error as RFC 9457 has it; docs/errors.md explains each `code`.")
                .addType(Schema.SchemaType.OBJECT)
                .addProperty("type", text())
                .addProperty("title", text())
                .addProperty("status", OASFactory.createSchema().addType(Schema.SchemaType.INTEGER))
                .addProperty("detail", text())
                .addProperty("instance", text())
                .addProperty("code", text())
                .addProperty("traceId", text.addType(Schema.SchemaType.NULL))
                .addProperty("error", text().description("The same as `detail`."))
                .addProperty(
                        "errors",
                        OASFactory.createSchema()
                                .addType(Schema.SchemaType.ARRAY)
                                .items(field))
                .required(List.of("type", "title", "status", "detail", "instance", "code", "traceId", "error"));
    }

    private static Schema text() {
        return OASFactory.createSchema().addType(Schema.SchemaType.STRING);
    }
}
