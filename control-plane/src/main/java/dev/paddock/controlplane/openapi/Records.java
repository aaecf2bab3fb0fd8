package dev.paddock.controlplane.openapi;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.FieldInfo;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.ParameterizedType;
import org.jboss.jandex.Type;
import org.jspecify.annotations.Nullable;

/// Which Java type each schema of the document was made of, found by following bodies and types side by side.
final class Records {

    private static final String REF = "#/components/schemas/";

    /// What a schema was made of.
    ///
    /// @param type with its arguments
    /// @param sent whether callers send it
    /// @param got whether callers get it
    record Made(ClassInfo info, Type type, boolean sent, boolean got) {

        private Made and(boolean isSent) {
            return new Made(info, type, sent || isSent, got || !isSent);
        }
    }

    private final IndexView index;
    private final Map<String, Schema> schemas;
    private final Map<String, Made> made = new TreeMap<>();

    Records(IndexView index, Map<String, Schema> schemas) {
        this.index = index;
        this.schemas = schemas;
    }

    /// By the schemas' names.
    Map<String, Made> made() {
        return made;
    }

    /// Follows a body into all that it holds.
    void follow(@Nullable Schema schema, Type type, boolean sent) {
        if (schema == null) {
            return;
        }
        String name = name(schema);
        if (name == null) {
            inside(schema, type, sent);
            return;
        }
        Schema meant = schemas.get(name);
        ClassInfo info = index.getClassByName(type.name());
        if (meant == null || info == null) {
            return;
        }
        Made before = made.get(name);
        Made now = before == null ? new Made(info, type, sent, !sent) : before.and(sent);
        if (!now.equals(before)) {
            made.put(name, now);
            members(meant, info, type, sent);
        }
    }

    /// What the schema refers to; null when it says by itself what it is.
    static @Nullable String name(Schema schema) {
        String ref = schema.getRef();
        return ref == null ? null : ref.substring(REF.length());
    }

    /// A reference to a schema.
    static String ref(String name) {
        return REF + name;
    }

    private void inside(Schema schema, Type type, boolean sent) {
        if (type.kind() == Type.Kind.PARAMETERIZED_TYPE) {
            List<Type> arguments = type.asParameterizedType().arguments();
            follow(schema.getItems(), arguments.getFirst(), sent);
            follow(schema.getAdditionalPropertiesSchema(), arguments.getLast(), sent);
        }
    }

    private void members(Schema schema, ClassInfo info, Type type, boolean sent) {
        if (schema.getProperties() == null) {
            return;
        }
        Map<String, Type> arguments = new HashMap<>();
        if (type.kind() == Type.Kind.PARAMETERIZED_TYPE) {
            for (int i = 0; i < info.typeParameters().size(); i++) {
                arguments.put(
                        info.typeParameters().get(i).identifier(),
                        type.asParameterizedType().arguments().get(i));
            }
        }
        for (FieldInfo field : info.unsortedFields()) {
            follow(schema.getProperties().get(Members.name(field)), with(field.type(), arguments), sent);
        }
    }

    /// `type`, with `arguments` for its variables.
    private static Type with(Type type, Map<String, Type> arguments) {
        return switch (type.kind()) {
            case TYPE_VARIABLE -> arguments.getOrDefault(type.asTypeVariable().identifier(), type);
            case PARAMETERIZED_TYPE ->
                ParameterizedType.create(
                        type.name(),
                        type.asParameterizedType().arguments().stream()
                                .map(argument -> with(argument, arguments))
                                .toArray(Type[]::new),
                        null);
            default -> type;
        };
    }
}
