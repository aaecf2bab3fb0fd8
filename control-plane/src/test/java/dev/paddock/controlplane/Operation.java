package dev.paddock.controlplane;

import dev.paddock.controlplane.access.Permission;
import io.quarkus.security.Authenticated;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A call that the server takes, as its resources declare it.
record Operation(String verb, String path, Method method) {

    private static final String OF_THE_FRAMEWORK = "jakarta.ws.rs.";

    /// Something that there is not.
    static final String NOBODY = "00000000-0000-7000-8000-000000000000";

    static List<Operation> all() {
        return Endpoints.all().stream()
                .map(endpoint -> new Operation(endpoint.verb(), endpoint.path(), endpoint.method()))
                .toList();
    }

    /// `POST /v1/runs`.
    String name() {
        return verb + " " + path;
    }

    boolean changesSomething() {
        return !verb.equals("GET") && !name().equals("POST /api/v1/screenshots/probe");
    }

    Set<String> permissions() {
        return Set.copyOf(new Endpoints.Endpoint(verb, path, method).permissions());
    }

    /// Whether runners and nobody else make it.
    boolean isTaskCall() {
        return !permissions().isEmpty()
                && Set.of(Permission.TASK, Permission.TASK_CALL).containsAll(permissions());
    }

    /// Whether it takes a session, which no key stands for.
    boolean takesSession() {
        return permissions().contains(Permission.SETTINGS)
                || method.getDeclaringClass().isAnnotationPresent(Authenticated.class);
    }

    /// Whether it takes an enrolment key, and nothing else.
    boolean enrols() {
        return permissions().equals(Set.of(Permission.ENROL));
    }

    /// Whether strangers may make it: it is how they become known.
    boolean isOpen() {
        return permissions().isEmpty() && !takesSession();
    }

    boolean hasBody() {
        return body().isPresent();
    }

    /// Whether the body has to be JSON.
    boolean takesJson() {
        return body().filter(type -> type != byte[].class && type != InputStream.class)
                .isPresent();
    }

    /// What the body is read as.
    Optional<Class<?>> body() {
        return Arrays.stream(method.getParameters())
                .filter(parameter -> Arrays.stream(parameter.getAnnotations())
                        .map(Annotation::annotationType)
                        .noneMatch(type -> type.getName().startsWith(OF_THE_FRAMEWORK)))
                .<Class<?>>map(Parameter::getType)
                .filter(type -> !type.getName().startsWith("io.vertx."))
                .findFirst();
    }

    /// Whether its body is any bytes, read as they come.
    boolean takesBytes() {
        return body().filter(type -> type == InputStream.class).isPresent();
    }

    /// Whether its parameters are read by its code and not declared.
    boolean readsItsParameters() {
        return List.of(method.getParameterTypes()).contains(UriInfo.class);
    }

    /// A declared parameter of the query.
    record Query(String name, Class<?> type) {}

    List<Query> queries() {
        List<Query> queries = new ArrayList<>();
        for (Parameter parameter : method.getParameters()) {
            if (parameter.isAnnotationPresent(BeanParam.class)) {
                Class<?> bean = parameter.getType();
                Arrays.stream(bean.getDeclaredFields()).forEach(field -> add(field, field.getType(), queries));
                Stream.of(bean.getDeclaredConstructors())
                        .flatMap(constructor -> Arrays.stream(constructor.getParameters()))
                        .forEach(member -> add(member, member.getType(), queries));
            } else {
                add(parameter, parameter.getType(), queries);
            }
        }
        return queries;
    }

    private static void add(AnnotatedElement element, Class<?> type, List<Query> queries) {
        QueryParam query = element.getAnnotation(QueryParam.class);
        if (query != null) {
            queries.add(new Query(query.value(), type));
        }
    }

    /// The path with `id` for each parameter.
    String path(String id) {
        return path.replaceAll("\\{[^}]*}", id);
    }

    /// A caller that may make it.
    RequestSpecification caller() {
        if (enrols()) {
            return Settings.key(Settings.enrolmentKey());
        }
        RequestSpecification caller = takesSession() ? Settings.admin() : Server.admin();
        return takesBytes() ? caller.contentType(ContentType.BINARY) : caller;
    }

    /// Makes it about something that there is not.
    Response call(RequestSpecification caller, @Nullable String query) {
        return caller.request(verb, path(NOBODY) + (query == null ? "" : "?" + Objects.requireNonNull(query)));
    }

    @Override
    public String toString() {
        return name();
    }
}
