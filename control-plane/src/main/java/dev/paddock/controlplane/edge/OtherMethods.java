package dev.paddock.controlplane.edge;

import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.http.ProblemReply;
import dev.paddock.model.problem.ProblemCode;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Singleton;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/// Which methods a path takes, for `Allow`: those that its resources declare. The framework names none of them in a
/// 405, and takes a path for one that there is not where several resources begin alike.
@Singleton
public class OtherMethods {

    private static final Pattern PARAMETER = Pattern.compile("\\{\\s*[\\w.-]+\\s*(?::([^}]*))?}");

    /// A declared call.
    ///
    /// @param literals how many characters of its resource's path are no parameter's
    private record Known(Pattern path, int literals, String method) {}

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
                .map(type -> known(method, type.getAnnotation(HttpMethod.class).value()));
    }

    private static Known known(Method method, String verb) {
        String resource = method.getDeclaringClass().getAnnotation(Path.class).value();
        Path own = method.getAnnotation(Path.class);
        return new Known(
                pattern(resource + (own == null ? "" : own.value())),
                PARAMETER.matcher(resource).replaceAll("").length(),
                verb);
    }

    private static Pattern pattern(String path) {
        StringBuilder pattern = new StringBuilder();
        int from = 0;
        for (MatchResult parameter : PARAMETER.matcher(path).results().toList()) {
            pattern.append(Pattern.quote(path.substring(from, parameter.start())));
            pattern.append(
                    parameter.group(1) == null ? "[^/]+" : parameter.group(1).strip());
            from = parameter.end();
        }
        return Pattern.compile(pattern + Pattern.quote(path.substring(from)) + "/?");
    }

    /// As the framework does, of the resources that have such a path it takes those that spell most of it out.
    private Set<String> methods(String path) {
        List<Known> there = known.stream()
                .filter(call -> call.path().matcher(path).matches())
                .toList();
        int most = there.stream().mapToInt(Known::literals).max().orElse(0);
        return there.stream()
                .filter(call -> call.literals() == most)
                .map(Known::method)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @ServerExceptionMapper
    Response missing(NotFoundException e, UriInfo uri, RoutingContext call) {
        if (e.getCause() instanceof ProblemException problem) {
            // A parameter that could not be read, which the framework takes for a page that there is not.
            return ProblemReply.of(problem, uri.getPath());
        }
        ProblemCode code =
                methods(call.normalizedPath()).isEmpty() ? ProblemCode.NOT_FOUND : ProblemCode.METHOD_NOT_ALLOWED;
        return ProblemReply.of(ProblemException.atDoor(code, uri.getPath()), uri.getPath());
    }

    @ServerResponseFilter
    public void name(ContainerRequestContext request, ContainerResponseContext response, RoutingContext call) {
        if (response.getStatus() != 405 && !request.getMethod().equals(HttpMethod.OPTIONS)) {
            return;
        }
        Set<String> methods = methods(call.normalizedPath());
        if (methods.isEmpty()) {
            return;
        }
        if (methods.contains(HttpMethod.GET)) {
            methods.add(HttpMethod.HEAD);
        }
        methods.add(HttpMethod.OPTIONS);
        response.getHeaders().putSingle(HttpHeaders.ALLOW, String.join(", ", methods));
    }
}
