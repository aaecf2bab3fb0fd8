package dev.paddock.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Findings in the formats of other tools.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class ExportTest {

    private static final String SARIF = "application/sarif+json";
    private static final String HOSTILE =
            "<img src=x onerror=alert(1)> | [click](javascript:x) `code` ![i](http://e/p) @everyone #1\n# Title\u202E";

    private final Runs runs = new Runs();

    @Test
    void sarifFollowsTheOfficialSchema() throws Exception {
        String run = hostileReview();

        String sarif = Server.admin()
                .get("/v1/runs/" + run + "/findings.sarif")
                .then()
                .statusCode(200)
                .extract()
                .asString();

        try (InputStream schema = ExportTest.class.getResourceAsStream("/sarif/sarif-schema-2.1.0.json")) {
            Schema official = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                    .getSchema(Objects.requireNonNull(schema));
            assertThat(official.validate(sarif, InputFormat.JSON)).isEmpty();
            assertThat(official.validate(sarif.replace("\"version\":\"2.1.0\"", "\"version\":\"3\""), InputFormat.JSON))
                    .isNotEmpty();
        }
        JsonPath path = JsonPath.from(sarif);
        assertThat(path.getString("version")).isEqualTo("2.1.0");
        assertThat(path.getList("runs[0].results.level")).containsExactly("error", "warning", "note");
        assertThat(path.getList("runs[0].results.ruleIndex")).containsExactly(1, 0, 1);
        assertThat(path.getString("runs[0].results[0].partialFingerprints.'paddock/v1'"))
                .isEqualTo("f1");
        assertThat(path.getString("runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri"))
                .isEqualTo("src/a%20b%3A%23%25/%C3%A9.java");
        assertThat(path.getMap("runs[0].results[0].locations[0].physicalLocation.region"))
                .isEqualTo(Map.of("startLine", 3, "endLine", 5));
        assertThat(path.getMap("runs[0].results[2].locations[0].physicalLocation"))
                .doesNotContainKey("region");
    }

    @Test
    void sarifIsSentUnderItsOwnTypeToAllButThoseWhoAskForJson() {
        String file = "/v1/runs/" + hostileReview() + "/findings.sarif";
        Map<String, String> types = Map.of(
                "*/*",
                SARIF,
                "application/*",
                SARIF,
                SARIF,
                SARIF,
                "text/html, " + SARIF,
                SARIF,
                "application/json;q=0.5, */*;q=0.1",
                "application/json",
                "application/json",
                "application/json",
                "application/json, " + SARIF + ";q=0.5",
                "application/json");
        types.forEach((accepted, type) -> {
            Response reply = Server.admin().accept(accepted).get(file);
            assertThat(reply.contentType()).as(accepted).startsWith(type);
            assertThat(JsonPath.from(reply.asString()).getString("version")).isEqualTo("2.1.0");
        });
        Server.admin().accept("text/html").get(file).then().statusCode(406);
        Server.admin()
                .accept("application/sarif+json")
                .get("/v1/runs/" + runs.queued(Map.of()) + "/findings.sarif")
                .then()
                .statusCode(409)
                .contentType("application/problem+json");
    }

    @Test
    void codeQualityHasWhatGitLabReads() {
        JsonPath report = Server.admin()
                .get("/v1/runs/" + hostileReview() + "/findings.codequality.json")
                .then()
                .statusCode(200)
                .contentType("application/json")
                .body("severity", contains("critical", "major", "info"))
                .body("location.lines.begin", contains(3, 7, 1))
                .body("check_name", contains("Rule", "Other", "Rule"))
                .extract()
                .jsonPath();

        assertThat(report.getString("[0].location.path")).isEqualTo("src/a b:#%/é.java");
        assertThat(report.getList("description")).doesNotContainNull();
        assertThat(report.getList("fingerprint")).doesNotContainNull().doesNotHaveDuplicates();
    }

    @Test
    void hiddenFindingsAreNotExported() {
        String run = runs.queued(Map.of("config", Map.of("min_severity", "error")));
        send(run);

        Server.admin()
                .get("/v1/runs/" + run + "/findings.codequality.json")
                .then()
                .body("severity", contains("critical"));
        Server.admin()
                .queryParam("repository_id", runs.repository())
                .get("/v1/runs")
                .then()
                .body("data.issues_found", contains(1));
    }

    @Test
    void theSummaryIsReadAsText() {
        String page = summary(hostileReview());

        assertThat(page).startsWith("## Review of team\\/repo\\-").contains("Found 3 issues", "| error |", "| info |");
        String rows = page.substring(page.indexOf("|---"), page.indexOf("[Details]"));
        assertThat(rows.lines().skip(1).filter(line -> !line.isBlank()))
                .hasSize(3)
                .allSatisfy(row -> {
                    String bare = row.replaceAll("\\\\[!-/:-@\\[-`{-~]", "").replace("&#8203;", "");
                    assertThat(bare).doesNotContainPattern("[<>\\[\\]()`@#!*_]").doesNotContain("\u202E");
                    assertThat(bare.chars().filter(c -> c == '|').count()).isEqualTo(5);
                });
    }

    @Test
    void theSummaryOfARunWithoutAReviewSaysWhy() {
        String failed = runs.failed(runs.queued(Map.of()), "review_failed");
        assertThat(summary(failed)).contains("No review was completed (`review_failed`): It did not work\\.");
        assertThat(summary(runs.queued(Map.of()))).contains("The run is queued");
    }

    @ParameterizedTest
    @ValueSource(strings = {"findings.sarif", "findings.codequality.json"})
    void thereIsNothingToExportWithoutAReview(String file) {
        refused(runs.queued(Map.of()), file, 409, "run_not_finished");
        refused(runs.cancelled(runs.queued(Map.of())), file, 409, "no_review");
        refused("run_01ARZ3NDEKTSV4RRFFQ69G5FAV", file, 404, "not_found");
        refused("nothing", file, 404, "not_found");
    }

    private static void refused(String run, String file, int status, String code) {
        Server.admin()
                .get("/v1/runs/" + run + "/" + file)
                .then()
                .statusCode(status)
                .body("code", equalTo(code));
    }

    private static String summary(String run) {
        return Server.admin()
                .get("/v1/runs/" + run + "/summary.md")
                .then()
                .statusCode(200)
                .contentType("text/markdown")
                .extract()
                .asString();
    }

    private String hostileReview() {
        String run = runs.queued(Map.of());
        send(run);
        return run;
    }

    private void send(String run) {
        Map<String, Object> review = new HashMap<>(Server.review(runs.runner(), "error"));
        List<Map<String, Object>> comments = new ArrayList<>();
        comments.add(comment(3, "error", "Rule", HOSTILE));
        comments.getFirst().put("endLine", 5);
        comments.getFirst().put("fingerprint", "f1");
        comments.add(comment(7, "warning", "Other", HOSTILE));
        comments.add(comment(0, "info", "Rule", "."));
        review.put("files", List.of(Map.of("path", "src/a b:#%/é.java", "status", "reviewed", "comments", comments)));
        String task = runs.claim();
        runs.result(task, review).then().statusCode(200).body("data.runId", equalTo(run));
    }

    private static Map<String, Object> comment(int line, String severity, String type, String message) {
        return new HashMap<>(Map.of(
                "line", line, "severity", severity, "type", type, "message", message, "suggestion", "Write | instead"));
    }
}
