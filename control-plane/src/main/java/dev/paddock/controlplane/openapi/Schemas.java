package dev.paddock.controlplane.openapi;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.RequestBody;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;
import org.jboss.jandex.IndexView;
import org.jspecify.annotations.Nullable;

/// What the scan of the records does not see: their names, which members are always there and which may be null, the
/// kinds of an event, the words of an enumeration.
final class Schemas {

    private final IndexView index;
    private final Catalog catalog;

    Schemas(IndexView index, Catalog catalog) {
        this.index = index;
        this.catalog = catalog;
    }

    /// Completes the schemas, which `records` has followed.
    void complete(OpenAPI document, Records records) {
        Components components = document.getComponents();
        Map<String, Schema> found = new TreeMap<>(components.getSchemas());
        found.values().forEach(Schemas::tidy);
        Names names = new Names(index);
        names.give(document, records.made());
        Events events = new Events(index, names);
        records.made().forEach((old, made) -> {
            Schema schema = Objects.requireNonNull(found.get(old));
            Catalog.Shape shape = catalog.shape(names.name(made.type()));
            Members.complete(schema, made, shape);
            shape(schema, shape);
            events.spell(schema, made.info()).forEach(components::addSchema);
        });
    }

    /// Spells words as the wire does.
    private static void tidy(Schema schema) {
        List<Object> words = schema.getEnumeration();
        if (words != null) {
            schema.setEnumeration(words.stream()
                    .<Object>map(word -> String.valueOf(word).toLowerCase(Locale.ROOT))
                    .toList());
        }
        if (schema.getProperties() != null && schema.getProperties().containsKey("traceId")) {
            // Written into the reply as the ledger has it.
            Schema details = schema.getProperties().get("details");
            if (details != null) {
                details.setType(List.of(Schema.SchemaType.OBJECT));
            }
        }
    }

    private static void shape(Schema schema, Catalog.Shape shape) {
        shape.words().forEach((member, words) -> member(schema, member).setEnumeration(List.copyOf(words)));
        shape.orText().forEach(member -> {
            Schema list = member(schema, member);
            list.setItems(OASFactory.createSchema()
                    .oneOf(List.of(
                            OASFactory.createSchema().addType(Schema.SchemaType.STRING),
                            Objects.requireNonNull(list.getItems()))));
        });
    }

    private static Schema member(Schema schema, String name) {
        Schema member = schema.getProperties().get(name);
        if (member == null) {
            throw new IllegalStateException("openapi/schemas.json speaks of a member " + name + " that there is not");
        }
        return member;
    }

    private static Schema schema(Components components, String name) {
        Schema schema = components.getSchemas().get(name);
        if (schema == null) {
            throw new IllegalStateException("openapi/ speaks of a schema " + name + " that there is not");
        }
        return schema;
    }

    /// Gives a call's body the schema that the catalog says it has.
    static void body(Components components, @Nullable RequestBody body, Catalog.Body wanted) {
        if (body == null) {
            throw new IllegalStateException("openapi/operations.json speaks of a body that there is not");
        }
        body.setRequired(!wanted.optional());
        List<String> required = Objects.requireNonNullElse(wanted.required(), List.of());
        String name = wanted.schema();
        if (name != null) {
            Schema of = schema(components, Objects.requireNonNull(wanted.of()));
            components.addSchema(
                    name,
                    OASFactory.createSchema()
                            .addType(Schema.SchemaType.OBJECT)
                            .properties(new LinkedHashMap<>(of.getProperties()))
                            .required(required.isEmpty() ? null : required));
            body.getContent()
                    .getMediaTypes()
                    .values()
                    .forEach(media -> media.setSchema(OASFactory.createSchema().ref(Records.ref(name))));
        }
    }

    /// Lets a reply be one of its members, a list, instead of the whole. In one schema: generators of clients stumble
    /// over a choice between a list and an object.
    static void bare(Components components, APIResponses responses, String member) {
        responses.getAPIResponse("200").getContent().getMediaTypes().values().forEach(media -> {
            String name = Objects.requireNonNull(Records.name(media.getSchema()));
            Schema whole = schema(components, name);
            media.setSchema(OASFactory.createSchema()
                    .type(List.of(Schema.SchemaType.ARRAY, Schema.SchemaType.OBJECT))
                    .items(member(whole, member).getItems())
                    .properties(new LinkedHashMap<>(whole.getProperties()))
                    .required(whole.getRequired()));
            components.removeSchema(name);
        });
    }

    /// An event stream is text.
    static Schema stream() {
        return OASFactory.createSchema().addType(Schema.SchemaType.STRING);
    }
}
