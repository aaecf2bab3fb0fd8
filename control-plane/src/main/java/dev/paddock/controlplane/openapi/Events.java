package dev.paddock.controlplane.openapi;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.media.Discriminator;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.FieldInfo;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.Type;
import org.jspecify.annotations.Nullable;

/// Spells out what Jackson tells apart by its `type`, which the scan takes for any object.
final class Events {

    private static final DotName SUBTYPES = DotName.createSimple(JsonSubTypes.class);
    private static final DotName NULLABLE = DotName.createSimple(Nullable.class);
    private static final String KIND = "type";

    private final IndexView index;
    private final Names names;

    Events(IndexView index, Names names) {
        this.index = index;
        this.names = names;
    }

    /// The schemas of the kinds of `info`, which become those of `schema`; none when it is of one kind.
    Map<String, Schema> spell(Schema schema, ClassInfo info) {
        AnnotationInstance kinds = info.declaredAnnotation(SUBTYPES);
        Map<String, Schema> spelled = new LinkedHashMap<>();
        if (kinds == null) {
            return spelled;
        }
        Discriminator discriminator = OASFactory.createDiscriminator().propertyName(KIND);
        schema.setType(null);
        for (AnnotationInstance kind : kinds.value().asNestedArray()) {
            ClassInfo of = Objects.requireNonNull(
                    index.getClassByName(kind.value().asClass().name()));
            String name = info.simpleName().replaceFirst("(Event|Command)$", "") + of.simpleName();
            String word = kind.value("name").asString();
            spelled.put(name, schema(of, word));
            schema.addOneOf(OASFactory.createSchema().ref(Records.ref(name)));
            discriminator.addMapping(word, Records.ref(name));
        }
        schema.setDiscriminator(discriminator);
        return spelled;
    }

    private Schema schema(ClassInfo of, String word) {
        Schema schema = OASFactory.createSchema()
                .addType(Schema.SchemaType.OBJECT)
                .addProperty(
                        KIND,
                        OASFactory.createSchema()
                                .addType(Schema.SchemaType.STRING)
                                .addEnumeration(word));
        List<String> required = new ArrayList<>(List.of(KIND));
        for (FieldInfo field : of.unsortedFields()) {
            if (java.lang.reflect.Modifier.isStatic(field.flags())) {
                continue;
            }
            schema.addProperty(Members.name(field), member(field.type()));
            if (!field.type().hasAnnotation(NULLABLE)) {
                required.add(Members.name(field));
            }
        }
        schema.setRequired(required);
        return schema;
    }

    private Schema member(Type type) {
        Schema schema = OASFactory.createSchema();
        return switch (type.name().toString()) {
            case "int" -> schema.addType(Schema.SchemaType.INTEGER).format("int32");
            case "long" -> schema.addType(Schema.SchemaType.INTEGER).format("int64");
            case "java.lang.String" -> schema.addType(Schema.SchemaType.STRING);
            default -> schema.ref(Records.ref(names.name(type)));
        };
    }
}
