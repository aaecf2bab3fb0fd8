package dev.paddock.controlplane;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A method that a path does not take is answered with those that it does, on every path of the OpenAPI document.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class AllowTest {

    private static final List<String> VERBS = List.of("DELETE", "GET", "PATCH", "POST", "PUT");

    private List<ApiDocument.Call> calls;

    @BeforeEach
    void read() {
        calls = ApiDocument.read().calls();
        assertThat(paths()).hasSizeGreaterThan(80);
    }

    private List<String> paths() {
        return calls.stream().map(ApiDocument.Call::path).distinct().toList();
    }

    private static String filled(String path) {
        return path.replaceAll("\\{[^}]*}", "x");
    }

    private Set<String> verbs(Predicate<String> path) {
        return calls.stream()
                .filter(call -> path.test(call.path()))
                .map(ApiDocument.Call::verb)
                .collect(Collectors.toSet());
    }

    /// Strangers are sent away by what is there, and change nothing.
    private static Map<String, Response> asked(String path) {
        return VERBS.stream()
                .collect(Collectors.toMap(
                        verb -> verb, verb -> given().redirects().follow(false).request(verb, path)));
    }

    private static Set<String> taken(Map<String, Response> replies) {
        Set<String> taken = new TreeSet<>(VERBS);
        taken.removeIf(verb -> Objects.requireNonNull(replies.get(verb)).statusCode() == 405);
        return taken;
    }

    /// With what the framework answers by itself.
    private static Set<String> withItsOwn(Set<String> verbs) {
        Set<String> all = new TreeSet<>(verbs);
        all.add("OPTIONS");
        if (verbs.contains("GET")) {
            all.add("HEAD");
        }
        return all;
    }

    private static List<String> allowed(Response response) {
        String allow = response.header("Allow");
        return allow == null ? List.of() : Arrays.asList(allow.split(", "));
    }

    @Test
    void everyPathTakesTheMethodsOfTheDocument() {
        SoftAssertions.assertSoftly(softly -> paths().forEach(path -> {
            // `/api/runners/{id}` also answers for `/api/runners/register`.
            Set<String> possible = verbs(other -> filled(path).matches(other.replaceAll("\\{[^}]*}", "[^/]+")));
            softly.assertThat(taken(asked(filled(path))))
                    .as(path)
                    .containsAll(verbs(path::equals))
                    .isSubsetOf(possible);
        }));
    }

    @Test
    void everyPathNamesItsMethodsToAnother() {
        SoftAssertions.assertSoftly(softly -> paths().stream()
                .map(AllowTest::filled)
                .forEach(path -> {
                    Map<String, Response> replies = asked(path);
                    Set<String> taken = taken(replies);
                    softly.assertThat(taken).as(path).hasSizeLessThan(VERBS.size());
                    VERBS.stream()
                            .filter(verb -> !taken.contains(verb))
                            .forEach(verb -> softly.assertThat(allowed(Objects.requireNonNull(replies.get(verb))))
                                    .as(verb + " " + path)
                                    .containsExactlyElementsOf(withItsOwn(taken)));
                }));
    }

    @Test
    void everyPathNamesItsMethodsToWhoeverAsksForThem() {
        SoftAssertions.assertSoftly(softly -> paths().stream()
                .map(AllowTest::filled)
                .forEach(path -> {
                    Response response = Server.admin().options(path);
                    softly.assertThat(response.statusCode()).as(path).isEqualTo(200);
                    softly.assertThat(allowed(response))
                            .as(path)
                            .containsExactlyElementsOf(withItsOwn(taken(asked(path))));
                }));
    }

    @Test
    void aKeyChangesNothingAboutIt() {
        assertThat(allowed(Server.admin().delete("/v1/runs"))).containsExactly("GET", "HEAD", "OPTIONS", "POST");
    }

    @Test
    void anEncodedSlashIsPartOfAnId() {
        assertThat(allowed(Server.admin().urlEncodingEnabled(false).put("/v1/runs/a%2Fb/logs")))
                .containsExactly("GET", "HEAD", "OPTIONS");
    }

    @Test
    void aFileOfAReportLiesAtAnyDepth() {
        assertThat(Stream.of("", "index.html", "data/test-cases/1.json"))
                .allSatisfy(file -> assertThat(allowed(Server.admin().put("/reports/e/p/b/" + file)))
                        .containsExactly("GET", "HEAD", "OPTIONS"));
    }
}
