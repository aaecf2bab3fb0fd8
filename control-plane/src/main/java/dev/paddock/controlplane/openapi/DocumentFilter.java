package dev.paddock.controlplane.openapi;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.jboss.jandex.IndexView;
import org.jspecify.annotations.Nullable;

/// Completes the document while the server is built: what the operations' annotations and types say of access,
/// repeating, limits and bodies, and what the [Catalog] says. An operation that it does not know keeps its method's
/// name, which the tests refuse.
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class DocumentFilter implements OASFilter {

    private final IndexView index;
    private final Catalog catalog = Catalog.read();

    /// `index` has the resources and their annotations.
    public DocumentFilter(IndexView index) {
        this.index = index;
    }

    /// One operation, and the method that carries it out.
    private record Called(String path, PathItem.HttpMethod verb, Operation operation, Declared declared) {}

    @Override
    public void filterOpenAPI(OpenAPI document) {
        Records records = new Records(index, document.getComponents().getSchemas());
        each(document, called -> follow(called, records));
        new Schemas(index, catalog).complete(document, records);
        Access.declare(document.getComponents());
        ProblemResponses problems = new ProblemResponses(document.getComponents());
        catalog.tags()
                .forEach((name, meaning) ->
                        document.addTag(OASFactory.createTag().name(name).description(meaning)));
        each(document, called -> complete(document, called, problems));
    }

    private void each(OpenAPI document, Consumer<Called> visit) {
        document.getPaths()
                .getPathItems()
                .forEach((path, item) -> item.getOperations()
                        .forEach((verb, operation) -> visit.accept(new Called(
                                path,
                                verb,
                                operation,
                                Declared.find(index, Objects.requireNonNullElse(operation.getOperationId(), ""))
                                        .orElseThrow(() ->
                                                new IllegalStateException("no method for " + verb + " " + path))))));
    }

    private static void follow(Called called, Records records) {
        Operation operation = called.operation();
        if (called.verb() == PathItem.HttpMethod.GET) {
            // What the framework hands in, taken for a body.
            operation.setRequestBody(null);
        }
        if (operation.getRequestBody() != null) {
            called.declared()
                    .body()
                    .ifPresent(type -> operation
                            .getRequestBody()
                            .getContent()
                            .getMediaTypes()
                            .values()
                            .forEach(media -> records.follow(media.getSchema(), type, true)));
        }
        operation.getResponses().getAPIResponses().values().stream()
                .filter(response -> response.getContent() != null)
                .flatMap(response -> response.getContent().getMediaTypes().values().stream())
                .forEach(media ->
                        records.follow(media.getSchema(), called.declared().reply(), false));
    }

    private void complete(OpenAPI document, Called called, ProblemResponses problems) {
        Operation operation = called.operation();
        Declared declared = called.declared();
        Catalog.@Nullable Entry entry =
                catalog.find(called.verb() + " " + called.path()).orElse(null);
        operation.getResponses().getAPIResponses().values().forEach(DocumentFilter::streams);
        Access.of(called.path(), called.verb(), declared).forEach(operation::addSecurityRequirement);
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
            Inputs.addIdempotencyKey(operation);
        }
        if (entry != null) {
            describe(document, operation, entry);
        }
        if (Boolean.TRUE.equals(operation.getDeprecated())) {
            Replies.retire(operation, declared.sunset().isPresent());
        }
        problems.add(operation, called.path(), called.verb(), declared, codes(entry));
    }

    private static List<String> codes(Catalog.@Nullable Entry entry) {
        return entry == null || entry.codes() == null ? List.of() : entry.codes();
    }

    private void describe(OpenAPI document, Operation operation, Catalog.Entry entry) {
        operation.setOperationId(entry.id());
        operation.setSummary(entry.summary());
        operation.setDescription(Objects.requireNonNullElse(entry.description(), entry.summary() + "."));
        operation.setTags(List.of(entry.tag()));
        if (entry.parameters() != null) {
            entry.parameters().forEach(input -> Inputs.add(operation, input));
        }
        if (entry.body() != null) {
            Schemas.body(document.getComponents(), operation.getRequestBody(), entry.body());
        }
        if (entry.bare() != null) {
            Schemas.bare(document.getComponents(), operation.getResponses(), entry.bare());
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
        Replies.complete(operation, entry);
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
}
