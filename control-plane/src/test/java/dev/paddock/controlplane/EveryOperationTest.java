package dev.paddock.controlplane;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.paddock.controlplane.edge.BodyLimit;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.ws.rs.Produces;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What every call refuses in the same way. The calls are those that the resources declare, so a new one is in it.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class EveryOperationTest {

    private static final List<Operation> ALL = Operation.all();

    private static Stream<Operation> withBody() {
        return ALL.stream().filter(Operation::takesJson);
    }

    @Test
    void noneAnswersWithoutCredentials() {
        assertThat(ALL).hasSizeGreaterThan(20);
        SoftAssertions.assertSoftly(softly -> ALL.stream()
                .filter(operation -> !operation.isOpen())
                .forEach(operation -> refused(
                        softly,
                        operation,
                        operation.call(
                                given().contentType(operation.takesBytes() ? ContentType.BINARY : ContentType.JSON),
                                null),
                        401,
                        "unauthenticated")));
    }

    @Test
    void nothingIsFoundUnderAnIdThatIsNone() {
        SoftAssertions.assertSoftly(softly -> ALL.stream()
                .filter(operation -> operation.path().contains("{"))
                .filter(operation -> !operation.hasBody())
                .forEach(operation ->
                        refused(softly, operation, operation.call(operation.caller(), null), 404, "not_found")));
    }

    @Test
    void brokenJsonIsRefused() {
        SoftAssertions.assertSoftly(softly -> withBody()
                .forEach(operation -> refused(
                        softly,
                        operation,
                        operation.call(operation.caller().body("{\"a\": "), null),
                        400,
                        "malformed_request")));
    }

    @ParameterizedTest
    @ValueSource(strings = {" more", "}", "]", "{\"a\": 1}", "null"})
    void whatFollowsTheBodyIsRefused(String more) {
        String key = UUID.randomUUID().toString();
        String body = """
                {"repository": "https://example.com/owner/more", "commit": "%s", "tags": ["%s"]}""".formatted(Server.COMMIT, Server.lane());

        Server.admin()
                .header("Idempotency-Key", key)
                .body(body + more)
                .post("/v1/runs")
                .then()
                .statusCode(400)
                .body("code", equalTo("malformed_request"));

        Server.admin()
                .header("Idempotency-Key", key)
                .body(body + " \n")
                .post("/v1/runs")
                .then()
                .statusCode(202);
    }

    @Test
    void jsonThatIsNestedTooDeepIsRefused() {
        String deep = "{\"a\": " + "[".repeat(101) + "]".repeat(101) + "}";
        SoftAssertions.assertSoftly(softly -> withBody()
                .forEach(operation -> refused(
                        softly,
                        operation,
                        operation.call(operation.caller().body(deep), null),
                        400,
                        "malformed_request")));
    }

    @Test
    void aMemberThatStandsTwiceIsNamed() {
        SoftAssertions.assertSoftly(softly -> withBody().forEach(operation -> {
            Response response = operation.call(operation.caller().body("{\"twin\": 1, \"twin\": 2}"), null);
            refused(softly, operation, response, 400, "invalid_value");
            softly.assertThat(field(response)).as(operation.name()).isEqualTo("twin");
        }));
    }

    @Test
    void anotherContentTypeIsRefused() {
        SoftAssertions.assertSoftly(softly -> withBody()
                .forEach(operation -> refused(
                        softly,
                        operation,
                        operation.call(
                                operation.caller().contentType("text/plain").body("{}"), null),
                        415,
                        "unsupported_media_type")));
    }

    @Test
    void aBodyAboveTheLimitIsRefusedUnread() throws IOException {
        SoftAssertions softly = new SoftAssertions();
        String session = RawCall.session(SignedIn.admin());
        for (Operation operation : Stream.concat(withBody(), ALL.stream().filter(Operation::takesBytes))
                .toList()) {
            BodyLimit limit = operation.method().getAnnotation(BodyLimit.class);
            long most = (limit == null ? 1L : limit.mebibytes()) << 20;
            String answer = operation.enrols()
                    ? RawCall.announce(
                            operation.verb(),
                            operation.path("x"),
                            most + 1,
                            "x-api-key: " + Settings.enrolmentKey() + "\r\n")
                    : operation.takesSession()
                            ? RawCall.announce(operation.verb(), operation.path("x"), most + 1, session)
                            : operation.takesBytes()
                                    ? RawCall.announceBytes(operation.verb(), operation.path("x"), most + 1)
                                    : RawCall.announce(operation.verb(), operation.path("x"), most + 1);
            softly.assertThat(answer)
                    .as(operation.name())
                    .startsWith("HTTP/1.1 413 ")
                    .containsIgnoringCase("content-type: application/problem+json")
                    .contains("\"too_large\"");
        }
        softly.assertAll();
    }

    @Test
    void anotherMethodIsRefused() {
        SoftAssertions.assertSoftly(softly -> ALL.stream()
                .collect(Collectors.groupingBy(
                        operation -> operation.path("x"), Collectors.mapping(Operation::verb, Collectors.toSet())))
                .forEach((path, verbs) -> {
                    String other = Stream.of("PUT", "PATCH", "DELETE", "POST", "GET")
                            .filter(verb -> !verbs.contains(verb) && !isTakenElsewhere(verb, path))
                            .findFirst()
                            .orElseThrow();
                    Response response = Server.admin().request(other, path);
                    softly.assertThat(response.statusCode())
                            .as(other + " " + path)
                            .isEqualTo(405);
                    softly.assertThat(response.contentType())
                            .as(other + " " + path)
                            .contains("json");
                }));
    }

    /// `/api/runners/{id}` also answers for `/api/runners/register`.
    private static boolean isTakenElsewhere(String verb, String path) {
        return ALL.stream()
                .anyMatch(operation -> operation.verb().equals(verb)
                        && path.matches(operation.path().replaceAll("\\{[^}]*}", "[^/]+")));
    }

    @Test
    void aContentTypeThatCannotBeServedIsRefused() {
        SoftAssertions.assertSoftly(softly -> ALL.stream()
                .filter(operation -> operation.verb().equals("GET"))
                .filter(operation -> !operation.method().isAnnotationPresent(Produces.class))
                // A sign-in takes a browser to another page.
                .filter(operation -> !operation.isOpen())
                .forEach(operation -> {
                    Response response = operation.call(operation.caller().accept("image/png"), null);
                    softly.assertThat(response.statusCode())
                            .as(operation.name())
                            .isEqualTo(406);
                    softly.assertThat(response.contentType())
                            .as(operation.name())
                            .contains("json");
                }));
    }

    @Test
    void unknownPathsAreProblems() {
        for (String path : Set.of("/api/x", "/v1/x/y", "/auth/x", "/external/x", "/reports/x", "/api/v1/nothing")) {
            Response response = Server.admin().accept("text/html").get(path);
            assertThat(response.statusCode()).as(path).isEqualTo(404);
            assertThat(response.contentType())
                    .as(path)
                    .isEqualTo(path.startsWith("/external") ? "application/json" : "application/problem+json");
            assertThat(response.<String>path("code")).as(path).isEqualTo("not_found");
        }
    }

    private static String field(Response response) {
        return response.path("errors[0].field");
    }

    private static void refused(
            SoftAssertions softly, Operation operation, Response response, int status, String code) {
        softly.assertThat(response.statusCode()).as(operation.name()).isEqualTo(status);
        softly.assertThat(response.contentType())
                .as(operation.name())
                .isEqualTo(operation.path().startsWith("/external") ? "application/json" : "application/problem+json");
        if (response.contentType().contains("json")) {
            softly.assertThat(response.<String>path("code"))
                    .as(operation.name())
                    .isEqualTo(code);
            softly.assertThat(response.<String>path("traceId"))
                    .as(operation.name())
                    .matches("[0-9a-f]{32}");
        }
    }
}
