package dev.paddock.controlplane.openapi;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.jboss.jandex.IndexView;
import org.jspecify.annotations.Nullable;

/// Completes the document while the server is built: what the operations' annotations say of access, repeating and
/// limits, and what the [Catalog] says. An operation that it does not know keeps its method's name, which the tests
/// refuse.
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class DocumentFilter implements OASFilter {

    private final IndexView index;
    private final Catalog catalog = Catalog.read();

    /// `index` has the resources and their annotations.
    public DocumentFilter(IndexView index) {
        this.index = index;
    }

    @Override
    public void filterOpenAPI(OpenAPI document) {
        Schemas.tidy(document.getComponents());
        Access.declare(document.getComponents());
        ProblemResponses problems = new ProblemResponses(document.getComponents());
        document.getPaths()
                .getPathItems()
                .forEach((path, item) ->
                        item.getOperations().forEach((verb, operation) -> complete(path, verb, operation, problems)));
    }

    private void complete(String path, PathItem.HttpMethod verb, Operation operation, ProblemResponses problems) {
        Declared declared = Declared.find(index, Objects.requireNonNullElse(operation.getOperationId(), ""))
                .orElseThrow(() -> new IllegalStateException("no method for " + verb + " " + path));
        Catalog.@Nullable Entry entry = catalog.find(verb + " " + path).orElse(null);
        if (verb == PathItem.HttpMethod.GET) {
            // What the framework hands in, taken for a body.
            operation.setRequestBody(null);
        }
        operation.getResponses().getAPIResponses().values().forEach(DocumentFilter::streams);
        Access.of(path, verb, declared).forEach(operation::addSecurityRequirement);
        if (declared.isPublic()) {
            operation.setSecurity(List.of());
            operation.addExtension("x-public", true);
        } else if (!declared.permissions().isEmpty()) {
            operation.addExtension("x-permission", declared.permissions());
        }
        declared.audited().ifPresent(action -> operation.addExtension("x-audit", action));
        declared.sunset().ifPresent(day -> operation.addExtension("x-sunset", day));
        if (operation.getRequestBody() != null) {
            operation.addExtension("x-body-limit-mib", declared.bodyLimit());
        }
        if (declared.isIdempotent()) {
            parameter(operation, Parameter.In.HEADER, "Idempotency-Key", "string", "Makes the call one to repeat.");
        }
        if (entry != null) {
            describe(operation, entry);
        }
        problems.add(operation, path, declared, entry == null || entry.codes() == null ? List.of() : entry.codes());
    }

    private void describe(Operation operation, Catalog.Entry entry) {
        operation.setOperationId(entry.id());
        operation.setSummary(entry.summary());
        operation.setDescription(entry.summary() + ".");
        operation.setTags(List.of(entry.tag()));
        if (entry.parameters() != null) {
            entry.parameters()
                    .forEach(query ->
                            parameter(operation, Parameter.In.QUERY, query.name(), query.type(), query.description()));
        }
        if (entry.status() != null) {
            operation.setResponses(OASFactory.createAPIResponses()
                    .addAPIResponse(
                            entry.status(), OASFactory.createAPIResponse().description("Done.")));
        }
        Map<String, Object> examples = catalog.examples(entry);
        if (operation.getRequestBody() != null && examples.containsKey("request")) {
            example(operation.getRequestBody().getContent(), Objects.requireNonNull(examples.get("request")));
        }
        operation.getResponses().getAPIResponses().forEach((status, response) -> {
            if (status.startsWith("2") && examples.containsKey("response")) {
                answer(response, Objects.requireNonNull(examples.get("response")));
            }
        });
    }

    private static void streams(APIResponse response) {
        MediaType stream =
                response.getContent() == null ? null : response.getContent().getMediaType("text/event-stream");
        if (stream != null) {
            stream.setSchema(Schemas.stream());
        }
    }

    private static void answer(APIResponse response, Object example) {
        if (response.getContent() != null) {
            example(response.getContent(), example);
        }
    }

    private static void example(Content content, Object example) {
        content.getMediaTypes().values().forEach(type -> type.setExample(example));
    }

    private static void parameter(Operation operation, Parameter.In in, String name, String type, String description) {
        List<Parameter> parameters =
                new ArrayList<>(Objects.requireNonNullElse(operation.getParameters(), List.<Parameter>of()));
        parameters.removeIf(known -> name.equalsIgnoreCase(known.getName()));
        Schema schema = OASFactory.createSchema();
        if (type.equals("date-time")) {
            schema.addType(Schema.SchemaType.STRING).format(type);
        } else {
            schema.addType(Schema.SchemaType.valueOf(type.toUpperCase(Locale.ROOT)));
        }
        parameters.add(OASFactory.createParameter()
                .in(in)
                .name(name)
                .description(description)
                .schema(schema));
        operation.setParameters(parameters);
    }
}
