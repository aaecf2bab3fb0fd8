package dev.paddock.controlplane.openapi;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.Type;
import org.jspecify.annotations.Nullable;

/// Names each schema after its type and the one around it, so that no two need a number to be told apart: the list of
/// keys is `KeyListing`, the one of clients `ClientListing`.
final class Names {

    /// What says nothing to callers.
    private static final Pattern ROLE = Pattern.compile("(View|Resource|Reader|Calls|Spec)$");

    private final IndexView index;

    Names(IndexView index) {
        this.index = index;
    }

    /// Renames the schemas, and all that refers to them.
    void give(OpenAPI document, Map<String, Records.Made> made) {
        Map<String, String> names = new TreeMap<>();
        made.forEach((old, of) -> names.put(old, name(of.type())));
        Map<String, Schema> schemas = new TreeMap<>();
        document.getComponents().getSchemas().forEach((old, schema) -> {
            String name = names.getOrDefault(old, old);
            if (schemas.put(name, schema) != null) {
                throw new IllegalStateException("two schemas of the API's document are called " + name);
            }
        });
        document.getComponents().setSchemas(schemas);
        Set<Schema> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        each(document, schema -> {
            String old = Records.name(schema);
            if (old != null && seen.add(schema)) {
                schema.setRef(Records.ref(names.getOrDefault(old, old)));
            }
        });
    }

    String name(Type type) {
        ClassInfo info = index.getClassByName(type.name());
        String own = info == null ? type.name().withoutPackagePrefix() : name(info);
        return type.kind() == Type.Kind.PARAMETERIZED_TYPE
                ? own
                        + type.asParameterizedType().arguments().stream()
                                .map(this::name)
                                .collect(Collectors.joining())
                : own;
    }

    private static String name(ClassInfo info) {
        DotName around = info.enclosingClass();
        if (around == null) {
            return info.simpleName();
        }
        String outer = ROLE.matcher(around.withoutPackagePrefix()).replaceFirst("");
        return info.simpleName().startsWith(outer) ? info.simpleName() : outer + info.simpleName();
    }

    private static void each(OpenAPI document, Consumer<Schema> visit) {
        document.getComponents().getSchemas().values().forEach(schema -> each(schema, visit));
        document.getPaths().getPathItems().values().stream()
                .flatMap(item -> item.getOperations().values().stream())
                .flatMap(Names::contents)
                .flatMap(content -> content.getMediaTypes().values().stream())
                .forEach(media -> each(media.getSchema(), visit));
    }

    private static Stream<Content> contents(Operation operation) {
        Stream<Content> request = operation.getRequestBody() == null
                ? Stream.empty()
                : Stream.ofNullable(operation.getRequestBody().getContent());
        return Stream.concat(
                request,
                operation.getResponses().getAPIResponses().values().stream()
                        .flatMap(response -> Stream.ofNullable(response.getContent())));
    }

    private static void each(@Nullable Schema schema, Consumer<Schema> visit) {
        if (schema == null) {
            return;
        }
        visit.accept(schema);
        each(schema.getItems(), visit);
        each(schema.getAdditionalPropertiesSchema(), visit);
        if (schema.getProperties() != null) {
            schema.getProperties().values().forEach(property -> each(property, visit));
        }
        Stream.of(schema.getAllOf(), schema.getAnyOf(), schema.getOneOf())
                .flatMap(list -> list == null ? Stream.empty() : List.copyOf(list).stream())
                .forEach(part -> each(part, visit));
    }
}
