package dev.paddock.controlplane.edge;

import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.model.problem.Problem.FieldError;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.UriInfo;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/// Refuses a declared parameter that is given twice where the call takes one value, or without a value, which the
/// framework takes for its absence. Unknown ones are ignored, however often they are given.
@Singleton
class SingleParameters {

    /// Looks at a call that is about to be made.
    @ServerRequestFilter
    public void check(HttpServerRequest request, UriInfo uri, ResourceInfo info) {
        if (request.query() == null) {
            return;
        }
        Map<String, String> wrong = new TreeMap<>();
        uri.getQueryParameters().forEach((name, values) -> {
            if (values.size() > 1) {
                wrong.put(name, "is given twice; send it once");
            } else if (values.getFirst().isEmpty()) {
                wrong.put(name, "has no value; give it one or leave it out");
            }
        });
        Method method = wrong.isEmpty() ? null : info.getResourceMethod();
        if (method == null) {
            return;
        }
        wrong.keySet().retainAll(single(method));
        List<FieldError> errors = wrong.entrySet().stream()
                .map(one -> new FieldError(one.getKey(), one.getValue()))
                .toList();
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
    }

    private static Set<String> single(Method method) {
        Set<String> names = new HashSet<>();
        for (Parameter parameter : method.getParameters()) {
            if (parameter.isAnnotationPresent(BeanParam.class)) {
                members(parameter.getType()).forEach(member -> add(member, names));
            } else {
                add(parameter, names);
            }
        }
        return names;
    }

    private static Stream<AnnotatedElement> members(Class<?> bean) {
        return Stream.of(
                        Arrays.<AnnotatedElement>stream(bean.getDeclaredFields()),
                        Arrays.stream(bean.getDeclaredConstructors())
                                .flatMap(constructor -> Arrays.stream(constructor.getParameters())),
                        Arrays.stream(bean.getDeclaredMethods()))
                .flatMap(members -> members);
    }

    private static void add(AnnotatedElement element, Set<String> names) {
        QueryParam query = element.getAnnotation(QueryParam.class);
        if (query != null && !takesMany(element)) {
            names.add(query.value());
        }
    }

    private static boolean takesMany(AnnotatedElement element) {
        return switch (element) {
            case Parameter parameter -> takesMany(parameter.getType());
            case Field field -> takesMany(field.getType());
            default -> false;
        };
    }

    private static boolean takesMany(Class<?> type) {
        return Collection.class.isAssignableFrom(type) || type.isArray();
    }
}
