package dev.paddock.controlplane.openapi;

import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.audit.Audited;
import dev.paddock.controlplane.edge.BodyLimit;
import dev.paddock.controlplane.edge.Sunset;
import dev.paddock.controlplane.idempotency.Idempotent;
import io.quarkus.security.Authenticated;
import io.quarkus.security.PermissionsAllowed;
import jakarta.annotation.security.PermitAll;
import java.lang.annotation.Annotation;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.MethodInfo;
import org.jboss.jandex.MethodParameterInfo;
import org.jboss.jandex.Type;

/// What an operation's method says by its annotations.
record Declared(MethodInfo method) {

    // What comes later is described as what it is then.
    private static final Set<String> LATER = Set.of("io.smallrye.mutiny.Uni", "io.smallrye.mutiny.Multi");
    private static final Set<String> RUNNERS = Set.of(Permission.TASK, Permission.TASK_CALL, Permission.ENROL);

    /// The method that `name`, its class and its own name with `_` between, stands for.
    static Optional<Declared> find(IndexView index, String name) {
        int cut = name.lastIndexOf('_');
        if (cut < 0) {
            return Optional.empty();
        }
        return Optional.ofNullable(index.getClassByName(DotName.createSimple(name.substring(0, cut))))
                .flatMap(type -> type.methods().stream()
                        .filter(method -> method.name().equals(name.substring(cut + 1)))
                        .filter(method -> !method.annotations().isEmpty())
                        .findFirst())
                .map(Declared::new);
    }

    /// Whether strangers may make the call.
    boolean isPublic() {
        return has(PermitAll.class);
    }

    /// Any of these opens it; `session` stands for any session.
    List<String> permissions() {
        Optional<AnnotationInstance> allowed = find(PermissionsAllowed.class);
        if (allowed.isPresent()) {
            return List.of(allowed.get().value().asStringArray());
        }
        return method.declaringClass().hasDeclaredAnnotation(DotName.createSimple(Authenticated.class))
                ? List.of("session")
                : List.of();
    }

    /// What the call's body is read as; empty when it takes none.
    Optional<Type> body() {
        return method.parameters().stream()
                .filter(parameter -> parameter.annotations().stream().noneMatch(Declared::isOfTheFramework))
                .map(MethodParameterInfo::type)
                .filter(type -> !type.name().toString().startsWith("io.vertx."))
                .findFirst();
    }

    private static boolean isOfTheFramework(AnnotationInstance annotation) {
        return annotation.name().toString().startsWith("jakarta.ws.rs.");
    }

    /// What the call's success is written from.
    Type reply() {
        AnnotationInstance said = method.declaredAnnotation(DotName.createSimple(APIResponseSchema.class));
        Type type = said == null ? method.returnType() : said.value().asClass();
        return LATER.contains(type.name().toString())
                ? type.asParameterizedType().arguments().getFirst()
                : type;
    }

    /// Whether no key opens it.
    boolean takesSessionOnly() {
        return isForSettings() || isForAnySession();
    }

    /// Whether it takes an administrator's session.
    boolean isForSettings() {
        return permissions().contains(Permission.SETTINGS);
    }

    /// Whether it takes anybody's session.
    boolean isForAnySession() {
        return permissions().contains("session");
    }

    /// Whether a user's session opens it: runners show keys.
    boolean takesSession(String path) {
        return !path.startsWith("/api/v1/") && !RUNNERS.containsAll(permissions());
    }

    boolean isIdempotent() {
        return has(Idempotent.class);
    }

    Optional<String> audited() {
        return find(Audited.class).map(found -> found.value().asString());
    }

    Optional<String> sunset() {
        return find(Sunset.class).map(found -> found.value().asString());
    }

    int bodyLimit() {
        return find(BodyLimit.class)
                .map(found -> found.value("mebibytes").asInt())
                .orElse(1);
    }

    private boolean has(Class<? extends Annotation> type) {
        return find(type).isPresent();
    }

    private Optional<AnnotationInstance> find(Class<? extends Annotation> type) {
        return Optional.ofNullable(method.declaredAnnotation(DotName.createSimple(type)));
    }
}
