package dev.paddock.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Reports that are wrong: each refusal names what is, and leaves nothing.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class HostileReportTest {

    private final Jdbi ledger;
    private ReportClient ci;

    HostileReportTest(Jdbi ledger) {
        this.ledger = ledger;
    }

    @BeforeEach
    void register() {
        ci = new ReportClient();
    }

    private Response post(String body) {
        return ci.call().body(body.replace('\'', '"')).post(ReportClient.RUNS);
    }

    private void refused(Response response, String field, String what) {
        response.then().statusCode(400).body("code", equalTo("invalid_value"));
        assertThat(ReportClient.fields(response)).contains(field);
        assertThat(response.<List<String>>path("errors.message"))
                .as(response.asString())
                .anyMatch(message -> message.contains(what));
        assertThat(ci.runs()).isZero();
    }

    static Stream<Arguments> images() {
        byte[] good = Pngs.of(8, 8, (x, y) -> x * 30);
        return Stream.of(
                Arguments.of("a GIF named PNG", Pngs.gif(), "is a GIF"),
                Arguments.of("a truncated PNG", Arrays.copyOf(good, good.length - 20), "is truncated"),
                Arguments.of("100 000 × 100 000 pixels", Pngs.saying(100_000, 100_000, 100), "100000 × 100000"),
                Arguments.of("bytes after its end", Pngs.join(good, good), "bytes after its end"),
                Arguments.of("a bomb", Pngs.saying(10, 10, 100 << 20), "unpacks to more"),
                Arguments.of("nothing", new byte[0], "is empty"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("images")
    void aScreenshotThatIsNoPngIsRefused(String what, byte[] bytes, String why) {
        Map<String, Object> good = ReportClient.shown("/", "new", Map.of("candidate", Pngs.random()));
        Map<String, Object> bad = ReportClient.shown("/b", "new", Map.of("candidate", bytes));

        refused(ci.send(good, bad), "report.results[1].screenshot.candidate", why);
        Integer stored = ledger.withHandle(
                handle -> handle.createQuery("select count(*) from screenshot where repository_id = :repository")
                        .bind("repository", ci.repository().id())
                        .mapTo(Integer.class)
                        .one());
        assertThat(stored).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "not base64!             | is not base64",
                "iVBORw0KGgo===          | is not base64",
                "data:image/gif;base64,R | data URL",
                "data:text/html,<script> | data URL",
                "file:///etc/passwd      | is not base64",
                "https://example.com/x   | is not base64",
                "aGVsbG8=                | is not a PNG"
            })
    void textThatIsNoImageIsRefused(String text, String why) {
        Map<String, Object> result = ReportClient.result("/", "changed");
        result.put("screenshot", Map.of("diff", text));

        refused(ci.send(result), "report.results[0].screenshot.diff", why);
    }

    @Test
    void aScreenshotThatOnlyAnotherRepositoryHasSentIsUnknown() {
        ReportClient other = new ReportClient();
        String run = other.sent(ReportClient.shown("/", "new", Map.of("candidate", Pngs.random())));
        String digest = other.read(run).path("report.results[0].screenshotRefs.candidate");
        Map<String, Object> result = ReportClient.result("/", "changed");
        for (String unknown : List.of("0".repeat(64), digest)) {
            result.put("screenshotRefs", Map.of("baseline", unknown));
            refused(ci.send(result), "report.results[0].screenshotRefs.baseline", "is not stored");
        }
    }

    @Test
    void oneScreenshotIsNotGivenTwice() {
        byte[] png = Pngs.random();
        String known = ci.read(ci.sent(ReportClient.shown("/", "new", Map.of("candidate", png))))
                .path("report.results[0].screenshotRefs.candidate");
        Map<String, Object> both = ReportClient.shown("/", "new", Map.of("candidate", png));
        both.put("screenshotRefs", Map.of("candidate", known));

        assertThat(ReportClient.fields(ci.send(both))).containsExactly("report.results[0].screenshot.candidate");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                        | report.results",
                "{'results': {}}                                           | report.results",
                "{'results': [1]}                                          | report.results[0]",
                "{'results': [{}]}                                         | report.results[0].target",
                "{'results': [{'target': '/', 'kind': 'x'}]}               | report.results[0].status",
                "{'results': [{'target': '/', 'kind': 'x', 'status': 'ok'}]} | report.results[0].status",
                "{'results': [{'target': '', 'kind': 'x', 'status': 'new'}]} | report.results[0].target",
                "{'results': [{'target': 1, 'kind': 'x', 'status': 'new'}]} | report.results[0].target",
                "{'results': [{'target': '/', 'kind': [], 'status': 'new'}]} | report.results[0].kind",
                "{'results': [{'target': '/', 'kind': 'x', 'status': 'new', 'durationMs': -1}]} | report.results[0].durationMs",
                "{'results': [{'target': '/', 'kind': 'x', 'status': 'new', 'durationMs': 1e999999999}]} | report.results[0].durationMs",
                "{'results': [{'target': '/', 'kind': 'x', 'status': 'new', 'screenshot': 'x'}]} | report.results[0].screenshot",
                "{'results': [{'target': '/', 'kind': 'x', 'status': 'new', 'screenshotRefs': {'diff': 'x'}}]} | report.results[0].screenshotRefs.diff",
                "{'results': [{'target': '/', 'kind': 'x', 'status': 'new', 'snapshot': {'n': 1e400}}]} | report.results[0].snapshot"
            })
    void aReportOfAnotherShapeIsRefused(String report, String field) {
        refused(post("{'report': " + report + "}"), field, "");
    }

    @Test
    void anEndlessTargetIsRefused() {
        refused(ci.send(ReportClient.result("x".repeat(501), "new")), "report.results[0].target", "500");
        // Four bytes each: the longest that an index has to take.
        Map<String, Object> longest = ReportClient.result("\ud83d\ude80".repeat(500), "new");
        longest.put("kind", "\ud83d\ude80".repeat(100));
        longest.put("snapshot", List.of(1));
        ci.promote(ci.sent(longest)).then().body("promoted.version", hasItem(1));
    }

    @Test
    void tooManyResultsAreRefusedUnjudged() {
        String many = "{},".repeat(10_000) + "{}";
        refused(post("{'report': {'results': [" + many + "]}}"), "report.results", "more than 10000");
    }

    @Test
    void moreValuesThanMemoryShouldHoldAreRefused() {
        post("{'report': {'results': [], 'x': [" + "[],".repeat(600_000) + "[]]}}")
                .then()
                .statusCode(400)
                .body("code", equalTo("malformed_request"));
        assertThat(ci.runs()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "1", "'text'", "{'report': []}", "{'report': 'x'}", "{'report': null}"})
    void aBodyThatIsNoReportIsRefused(String body) {
        post(body).then().statusCode(400);
        assertThat(ci.runs()).isZero();
    }

    @Test
    void textThatCannotBeStoredIsCleaned() {
        String run = post("{'report': {'results': [{'target': '/a\\u0000b', 'kind': 'x', 'status': 'new',"
                        + " 'message': '\\ud800', 'x\\u0000': {'y\\u0000': '\\u0000'}}]}}")
                .then()
                .statusCode(201)
                .extract()
                .path("run.id");
        ci.read(run)
                .then()
                .body("report.results[0].target", equalTo("/ab"))
                .body("report.results[0].message", equalTo("\ufffd"))
                .body("report.results[0].x.y", equalTo(""));
    }

    @Test
    void aScreenshotOfManyMegabytesIsTaken() {
        Random noise = new Random(1);
        byte[] large = Pngs.of(2200, 1600, (x, y) -> noise.nextInt(0x1000000));
        assertThat(large.length).isGreaterThan(8 << 20).isLessThan(18 << 20);

        ci.sent(ReportClient.shown("/", "new", Map.of("candidate", large)));
    }
}
