package dev.paddock.controlplane;

import io.quarkus.security.PermissionsAllowed;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Every endpoint that the server has, by its code.
final class Endpoints {

    /// @param verb as `GET`
    /// @param path with parameters in braces
    record Endpoint(String verb, String path, Method method) {

        /// Any of these opens it; empty when it names none.
        List<String> permissions() {
            PermissionsAllowed allowed = method.getAnnotation(PermissionsAllowed.class);
            return allowed == null ? List.of() : Arrays.asList(allowed.value());
        }

        boolean streams() {
            Produces produces = method.getAnnotation(Produces.class);
            return produces != null && Arrays.asList(produces.value()).contains(MediaType.SERVER_SENT_EVENTS);
        }

        @Override
        public String toString() {
            return verb + " " + path;
        }
    }

    private Endpoints() {}

    static List<Endpoint> all() {
        return ResourceClasses.all().stream()
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods())
                        .flatMap(method -> verb(method).stream()
                                .map(verb -> new Endpoint(
                                        verb,
                                        part(type.getAnnotation(Path.class)) + part(method.getAnnotation(Path.class)),
                                        method))))
                .toList();
    }

    private static Optional<String> verb(Method method) {
        return Stream.of(method.getAnnotations())
                .map(annotation -> annotation.annotationType().getAnnotation(HttpMethod.class))
                .filter(found -> found != null)
                .map(HttpMethod::value)
                .findFirst();
    }

    private static String part(@Nullable Path path) {
        // A parameter's pattern is nothing to callers.
        String text = path == null
                ? ""
                : path.value().replaceAll("\\{(\\w+)\\s*:[^}]*}", "{$1}").replaceFirst("/$", "");
        return text.isEmpty() || text.startsWith("/") ? text : "/" + text;
    }
}
