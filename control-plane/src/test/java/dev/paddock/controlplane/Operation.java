package dev.paddock.controlplane;

import dev.paddock.controlplane.access.Permission;
import io.quarkus.security.PermissionsAllowed;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
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

    static List<Operation> all() {
        return ResourceClasses.all().stream()
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .<Operation>mapMulti((method, found) ->
                        verb(method).ifPresent(verb -> found.accept(new Operation(verb, path(method), method))))
                .toList();
    }

    private static Optional<String> verb(Method method) {
        return Arrays.stream(method.getAnnotations())
                .map(annotation -> annotation.annotationType().getAnnotation(HttpMethod.class))
                .filter(Objects::nonNull)
                .map(HttpMethod::value)
                .findFirst();
    }

    private static String path(Method method) {
        Path path = method.getAnnotation(Path.class);
        return method.getDeclaringClass().getAnnotation(Path.class).value() + (path == null ? "" : path.value());
    }

    /// `POST /v1/runs`.
    String name() {
        return verb + " " + path;
    }

    boolean changesSomething() {
        return !verb.equals("GET");
    }

    Set<String> permissions() {
        return Set.of(method.getAnnotation(PermissionsAllowed.class).value());
    }

    /// Whether runners and nobody else make it.
    boolean isTaskCall() {
        return Set.of(Permission.TASK, Permission.TASK_CALL).containsAll(permissions());
    }

    boolean hasBody() {
        return Arrays.stream(method.getParameters())
                .anyMatch(parameter -> Arrays.stream(parameter.getAnnotations())
                        .map(Annotation::annotationType)
                        .noneMatch(type -> type.getName().startsWith(OF_THE_FRAMEWORK)));
    }

    /// A parameter of the query.
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
        return permissions().contains(Permission.SETTINGS) ? SettingsAccess.caller() : Server.admin();
    }

    /// Makes it about something that there is not.
    Response call(RequestSpecification caller, @Nullable String query) {
        String id = "00000000-0000-7000-8000-000000000000";
        return caller.request(verb, path(id) + (query == null ? "" : "?" + query));
    }

    @Override
    public String toString() {
        return name();
    }
}
