package dev.paddock.controlplane.edge;

import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.http.ProblemReply;
import dev.paddock.model.problem.ProblemCode;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Singleton;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/// Tells a path that there is not from one that takes other methods. Where several resources begin alike, the framework
/// takes the one for the other.
@Singleton
class OtherMethods {

    private record Known(Pattern path, String method) {}

    private final List<Known> known;

    OtherMethods(BeanManager beans) {
        known = beans.getBeans(Object.class, Any.Literal.INSTANCE).stream()
                .map(Bean::getBeanClass)
                .filter(type -> type.isAnnotationPresent(Path.class))
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .flatMap(OtherMethods::calls)
                .toList();
    }

    private static Stream<Known> calls(Method method) {
        return Arrays.stream(method.getAnnotations())
                .map(Annotation::annotationType)
                .filter(type -> type.isAnnotationPresent(HttpMethod.class))
                .map(type -> new Known(
                        path(method), type.getAnnotation(HttpMethod.class).value()));
    }

    private static Pattern path(Method method) {
        Path own = method.getAnnotation(Path.class);
        String path = method.getDeclaringClass().getAnnotation(Path.class).value() + (own == null ? "" : own.value());
        return Pattern.compile(Arrays.stream(path.split("\\{[^}]*}", -1))
                        .map(Pattern::quote)
                        .reduce((a, b) -> a + "[^/]+" + b)
                        .orElseThrow()
                + "/?");
    }

    @ServerExceptionMapper
    Response missing(NotFoundException e, UriInfo uri) {
        String path = uri.getPath();
        if (e.getCause() instanceof ProblemException problem) {
            // A parameter that could not be read, which the framework takes for a page that there is not.
            return ProblemReply.of(problem, path);
        }
        List<String> others = known.stream()
                .filter(call -> call.path().matcher(path).matches())
                .map(Known::method)
                .distinct()
                .sorted()
                .toList();
        ProblemCode code = others.isEmpty() ? ProblemCode.NOT_FOUND : ProblemCode.METHOD_NOT_ALLOWED;
        Response reply = ProblemReply.of(ProblemException.atDoor(code, path), path);
        return others.isEmpty()
                ? reply
                : Response.fromResponse(reply)
                        .header(HttpHeaders.ALLOW, String.join(", ", others))
                        .build();
    }
}
