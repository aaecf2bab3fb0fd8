package dev.paddock.controlplane.openapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.DotName;
import org.jboss.jandex.FieldInfo;
import org.jboss.jandex.MethodInfo;
import org.jspecify.annotations.Nullable;

/// Which members of a schema are there always, and which may be null: as its record and Jackson say.
///
/// What callers get has every member, but for those that are left out when they are null. What they send has to have
/// those that are never null, and may have null for the others. What is both promises no more than holds for both.
final class Members {

    private static final DotName NULLABLE = DotName.createSimple(Nullable.class);
    private static final DotName PROPERTY = DotName.createSimple(JsonProperty.class);
    private static final DotName INCLUDE = DotName.createSimple(JsonInclude.class);
    private static final String ALWAYS = JsonInclude.Include.ALWAYS.name();
    private static final String NON_NULL = JsonInclude.Include.NON_NULL.name();

    private Members() {}

    /// How JSON names a field.
    static String name(FieldInfo field) {
        return property(field.declaredAnnotation(PROPERTY)).orElse(field.name());
    }

    private static Optional<String> property(@Nullable AnnotationInstance annotation) {
        return Optional.ofNullable(annotation)
                .map(AnnotationInstance::value)
                .map(value -> value.asString())
                .filter(name -> !name.isEmpty());
    }

    /// Completes the schema of a record.
    static void complete(Schema schema, Records.Made made, Catalog.Shape shape) {
        Map<String, Schema> properties = schema.getProperties();
        if (!made.info().isRecord() || properties == null) {
            return;
        }
        Set<String> required = new LinkedHashSet<>();
        for (FieldInfo field : made.info().unsortedFields()) {
            String name = name(field);
            Schema property = properties.get(name);
            if (property == null) {
                continue;
            }
            boolean nullable =
                    field.type().hasAnnotation(NULLABLE) && !shape.required().contains(name);
            String include = include(field);
            boolean shown = include.equals(ALWAYS) || (include.equals(NON_NULL) && !nullable);
            if ((shown || !made.got()) && !(nullable && made.sent())) {
                required.add(name);
            }
            if (nullable && (made.sent() || include.equals(ALWAYS))) {
                schema.addProperty(name, orNull(property));
            }
        }
        if (!made.sent()) {
            made.info().methods().stream()
                    // What is read of a field was judged with it.
                    .filter(method -> made.info().field(method.name()) == null)
                    .map(method -> property(declared(method)))
                    .flatMap(Optional::stream)
                    .filter(properties::containsKey)
                    .forEach(required::add);
        }
        required.removeAll(shape.optional());
        required.addAll(shape.required());
        schema.setRequired(required.isEmpty() ? null : List.copyOf(required));
    }

    private static @Nullable AnnotationInstance declared(MethodInfo method) {
        return method.parametersCount() == 0 ? method.declaredAnnotation(PROPERTY) : null;
    }

    /// When the member is left out.
    private static String include(FieldInfo field) {
        AnnotationInstance own = field.declaredAnnotation(INCLUDE);
        AnnotationInstance found = own == null ? field.declaringClass().declaredAnnotation(INCLUDE) : own;
        return found == null || found.target().kind() == AnnotationTarget.Kind.METHOD || found.value() == null
                ? ALWAYS
                : found.value().asEnum();
    }

    /// `schema`, or null.
    static Schema orNull(Schema schema) {
        if (schema.getRef() != null) {
            return OASFactory.createSchema()
                    .anyOf(List.of(schema, OASFactory.createSchema().addType(Schema.SchemaType.NULL)));
        }
        if (schema.getType() != null && !schema.getType().contains(Schema.SchemaType.NULL)) {
            schema.addType(Schema.SchemaType.NULL);
        }
        return schema;
    }
}
