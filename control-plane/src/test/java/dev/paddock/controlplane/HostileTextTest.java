package dev.paddock.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/// Text that no column holds, in every place of every call that takes text: it is cleaned or refused, and the server
/// never fails on it.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class HostileTextTest {

    private static final List<Operation> ALL = Operation.all();
    // NUL, halves of surrogate pairs, and what is no UTF-8.
    private static final List<String> IN_URLS =
            List.of("%00", "a%00b", "%ED%A0%80", "%FF", "%C3%28", "..%2F..", "x".repeat(3000));
    private static final String IN_JSON = "a\\u0000b\\ud800c\\udc00";

    @Test
    void noPathMakesTheServerFail() {
        assertThat(ALL).anyMatch(operation -> operation.path().contains("{"));
        SoftAssertions.assertSoftly(softly -> ALL.stream()
                .filter(operation -> operation.path().contains("{"))
                .forEach(operation -> IN_URLS.forEach(text -> {
                    Response response = operation
                            .caller()
                            .urlEncodingEnabled(false)
                            .redirects()
                            .follow(false)
                            .request(operation.verb(), operation.path(text));
                    refused(softly, operation + " " + text, response);
                })));
    }

    @Test
    void noParameterMakesTheServerFail() {
        SoftAssertions.assertSoftly(softly -> ALL.forEach(operation -> operation
                .queries()
                .forEach(query -> IN_URLS.forEach(text -> {
                    String parameter = query.name() + "=" + text;
                    Response response = operation.call(operation.caller().urlEncodingEnabled(false), parameter);
                    softly.assertThat(response.statusCode())
                            .as(operation + " " + parameter + " " + response.asString())
                            .isLessThan(500);
                }))));
    }

    @Test
    void noMemberMakesTheServerFail() {
        SoftAssertions.assertSoftly(softly -> ALL.stream()
                .filter(Operation::hasBody)
                .forEach(operation -> {
                    Class<?> type = operation.body().orElseThrow();
                    members(type).forEach(body -> {
                        Response response =
                                operation.call(operation.caller().body(body.getBytes(StandardCharsets.UTF_8)), null);
                        softly.assertThat(response.statusCode())
                                .as(operation + " " + body + " " + response.asString())
                                .isLessThan(500);
                    });
                }));
    }

    private static void refused(SoftAssertions softly, String what, Response response) {
        softly.assertThat(response.statusCode())
                .as(what + " " + response.asString())
                .isBetween(400, 499);
        softly.assertThat(response.contentType()).as(what).contains("json");
    }

    /// Bodies with the text in each member that may hold one, and in all of them together.
    private static Stream<String> members(Class<?> type) {
        if (!type.isRecord()) {
            return Stream.of("{\"name\": \"" + IN_JSON + "\", \"" + IN_JSON + "\": \"" + IN_JSON + "\"}");
        }
        List<String> members = Arrays.stream(type.getRecordComponents())
                .flatMap(component -> hostile(component).stream().map(value -> "\"" + name(component) + "\": " + value))
                .toList();
        return Stream.concat(members.stream(), Stream.of(members.stream().collect(Collectors.joining(", "))))
                .map(inner -> "{" + inner + (inner.isEmpty() ? "" : ", ") + "\"unknown" + IN_JSON + "\": \"" + IN_JSON
                        + "\"}");
    }

    private static Optional<String> hostile(RecordComponent component) {
        String text = "\"" + IN_JSON + "\"";
        Class<?> type = component.getType();
        if (type == String.class || type == Object.class) {
            return Optional.of(text);
        }
        if (List.class.isAssignableFrom(type)) {
            return Optional.of("[" + text + "]");
        }
        return Map.class.isAssignableFrom(type) ? Optional.of("{" + text + ": " + text + "}") : Optional.empty();
    }

    private static String name(RecordComponent component) {
        JsonProperty property = component.getAccessor().getAnnotation(JsonProperty.class);
        return property == null ? component.getName() : property.value();
    }
}
