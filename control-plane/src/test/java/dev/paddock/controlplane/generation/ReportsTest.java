package dev.paddock.controlplane.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.Server;
import dev.paddock.controlplane.TestBuilds;
import dev.paddock.controlplane.build.BuildKey;
import dev.paddock.controlplane.build.Builds;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/// From results to reports, with the real Allure.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class ReportsTest {

    private final Jdbi ledger;

    ReportsTest(Jdbi ledger) {
        this.ledger = ledger;
    }

    private static byte[] results() {
        return TestBuilds.zip(TestBuilds.files(
                TestBuilds.result("pays", "passed"),
                TestBuilds.result("ships", "failed"),
                TestBuilds.result("returns", "broken"),
                TestBuilds.result("greets", "skipped")));
    }

    private static String site(BuildKey key, String file) {
        return "/reports/" + key + "/" + file;
    }

    @Test
    void anUploadedBuildIsCountedAndItsReportIsThere() {
        BuildKey key = TestBuilds.key("2024-01-15-001");
        TestBuilds.upload(key, results());

        JsonPath build = TestBuilds.ended(key);

        assertThat(build.getString("status")).as(build.prettify()).isEqualTo("done");
        assertThat(build.getInt("passed")).isEqualTo(1);
        assertThat(build.getInt("failed")).isEqualTo(2);
        assertThat(build.getInt("skipped")).isEqualTo(1);
        assertThat(build.getInt("total")).isEqualTo(4);
        assertThat(build.getString("uploadedBy")).isEqualTo("key_of_a_test");
        assertThat(build.<Object>get("qualityGate")).isNull();
        assertThat(build.getList("generationWarnings")).isEmpty();
        assertThat(build.getString("reportUrl")).endsWith(site(key, "index.html"));
        Server.admin()
                .get(site(key, "index.html"))
                .then()
                .statusCode(200)
                .header("Content-Type", startsWith("text/html"));
        Server.admin()
                .get(site(key, "widgets/statistic.json"))
                .then()
                .statusCode(200)
                .body("total", equalTo(4));
    }

    @Test
    void aBuildIdCountsOnce() {
        BuildKey key = TestBuilds.uploaded("once");

        assertThat(TestBuilds.upload(key, results())).isEqualTo(Builds.Reception.BUILD_EXISTS);
        assertThat(TestBuilds.upload(new BuildKey(key.environment(), "nobodys", "once"), results()))
                .isEqualTo(Builds.Reception.NO_PROJECT);
    }

    @Test
    void aNewReportIsMadeWithTheCallersConfigAndJudgedByItsGate() {
        BuildKey key = TestBuilds.key("judged");
        TestBuilds.upload(key, results());
        TestBuilds.ended(key);
        Map<String, ?> config = Map.of(
                "name", "My Report",
                "output", "/etc",
                "qualityGate", Map.of("rules", List.of(Map.of("maxFailures", 1, "id", "strict"))),
                "plugins", Map.of("csv", Map.of("options", Map.of("fileName", "tests.csv")), "dashboard", Map.of()),
                "variables", Map.of("env", "production"));

        Server.admin()
                .body(Map.of("buildId", "judged", "reportConfig", config))
                .post(TestBuilds.reports(key))
                .then()
                .statusCode(202)
                .body("status", equalTo("accepted"))
                .body("reportUrl", equalTo(TestBuilds.find(key).getString("reportUrl")));
        JsonPath build = TestBuilds.ended(key);

        assertThat(build.getString("status")).as(build.prettify()).isEqualTo("done");
        assertThat(build.getBoolean("qualityGate.passed")).isFalse();
        assertThat(build.getList("qualityGate.rules.rule")).containsExactly("maxFailures");
        assertThat(build.getList("qualityGate.rules.id")).containsExactly("strict");
        assertThat(build.getDouble("qualityGate.rules[0].actual")).isEqualTo(2);
        assertThat(build.getString("configSnapshot.name")).isEqualTo("My Report");
        assertThat(build.<Object>get("configSnapshot.plugins.awesome")).isNotNull();
        assertThat(build.<Object>get("configSnapshot.output")).isNull();
        assertThat(build.getList("generationWarnings"))
                .singleElement()
                .asString()
                .contains("output");
        assertThat(Server.admin().get(site(key, "csv/tests.csv")).asString()).contains("shop.pays");
        Server.admin().get(site(key, "dashboard/")).then().statusCode(200);
        Server.admin().get(site(key, "index.html")).then().statusCode(200);
    }

    @Test
    void trendsGoBackToTheBuildsBefore() {
        BuildKey first = TestBuilds.key("1");
        TestBuilds.upload(first, results());
        TestBuilds.ended(first);
        BuildKey second = new BuildKey(first.environment(), first.project(), "2");
        TestBuilds.upload(second, results());
        TestBuilds.ended(second);
        // Does not count the second one twice, whatever it was made with.
        TestBuilds.regenerate(second, Map.of("plugins", Map.of("dashboard", Map.of())));
        TestBuilds.ended(second);
        TestBuilds.regenerate(second, Map.of());
        TestBuilds.ended(second);

        List<String> tests = new ArrayList<>(files(second, "data/test-results/%"));

        assertThat(tests)
                .hasSize(4)
                .allSatisfy(file -> Server.admin()
                        .get(site(second, file))
                        .then()
                        .statusCode(200)
                        .body(
                                "history.url",
                                contains(startsWith(TestBuilds.find(first).getString("reportUrl") + "#"))));
        assertThat(dynamics(second)).containsExactly(4, 4);
        assertThat(dynamics(first)).containsExactly(4);
    }

    /// How many tests each of the builds had that the report's chart shows, oldest first.
    private static List<Integer> dynamics(BuildKey key) {
        return Server.admin()
                .get(site(key, "widgets/charts.json"))
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("general.values().find { it.type == 'statusDynamics' }.data.statistic.total", Integer.class);
    }

    /// The files of the report that is shown.
    private List<String> files(BuildKey key, String like) {
        return ledger.withHandle(handle -> handle.createQuery("""
                        select f.path from publication_file f join build b on b.publication = f.publication
                        where b.environment_id = :environment and b.build_id = :build and f.path like :like
                        """)
                .bind("environment", key.environment())
                .bind("build", key.build())
                .bind("like", like)
                .mapTo(String.class)
                .list());
    }

    @Test
    void aCorruptHistoryIsLeftOutWithAWarningAndTheReportIsMade() {
        BuildKey key = TestBuilds.uploaded("corrupt");
        TestBuilds.ended(key);
        // What a disk may do to it; the digest is that of the results, which are no history.
        ledger.useHandle(handle -> handle.execute(
                "update report_project set history = (select results from build where environment_id = ?)"
                        + " where environment_id = ?",
                key.environment(),
                key.environment()));

        TestBuilds.regenerate(key, Map.of());
        JsonPath build = TestBuilds.ended(key);

        assertThat(build.getString("status")).isEqualTo("done");
        assertThat(build.getList("generationWarnings"))
                .isNotEmpty()
                .first()
                .asString()
                .contains("history");
    }

    @Test
    void anEmptySetHasAReportAndAWarning() {
        BuildKey key = TestBuilds.key("empty");
        TestBuilds.upload(key, TestBuilds.zip(Map.of("notes.txt", new byte[] {'x'})));

        JsonPath build = TestBuilds.ended(key);

        assertThat(build.getString("status")).isEqualTo("done");
        assertThat(build.getInt("total")).isZero();
        assertThat(build.getList("generationWarnings")).contains("The results hold no tests.");

        TestBuilds.regenerate(key, gate("maxFailures", 0));
        JsonPath judged = TestBuilds.ended(key);

        assertThat(judged.getBoolean("qualityGate.passed"))
                .as(judged.prettify())
                .isFalse();
        assertThat(judged.getList("qualityGate.rules.rule")).containsExactly("maxFailures", "minTestsCount");
    }

    private static Map<String, ?> gate(String rule, int bound) {
        return Map.of("qualityGate", Map.of("rules", List.of(Map.of(rule, bound))));
    }

    @Test
    void aResultThatIsNoJsonIsNamedInTheWarnings() {
        BuildKey key = TestBuilds.key("half");
        Map<String, byte[]> files = TestBuilds.files(TestBuilds.result("pays", "passed"));
        files.put("half-result.json", "{\"name\": ".getBytes(StandardCharsets.UTF_8));
        TestBuilds.upload(key, TestBuilds.zip(files));

        JsonPath build = TestBuilds.ended(key);

        assertThat(build.getString("status")).isEqualTo("done");
        assertThat(build.getInt("total")).isEqualTo(1);
        assertThat(String.join("\n", build.<String>getList("generationWarnings")))
                .contains("half-result.json");

        TestBuilds.regenerate(key, gate("maxFailures", 0));
        JsonPath judged = TestBuilds.ended(key);

        assertThat(judged.getInt("failed")).isZero();
        assertThat(judged.getBoolean("qualityGate.passed"))
                .as(judged.prettify())
                .isFalse();
    }

    /// Allure repeats what it cannot read, character by character, and the ledger takes no NUL.
    @Test
    void aResultOfNulsIsNamedInTheWarnings() {
        BuildKey key = TestBuilds.key("nul");
        Map<String, byte[]> files = TestBuilds.files(TestBuilds.result("pays", "passed"));
        files.put("nul-result.json", new byte[100]);
        files.put("esc-result.json", "\u001b]0;title\u0007\u0085".getBytes(StandardCharsets.UTF_8));
        TestBuilds.upload(key, TestBuilds.zip(files));

        JsonPath build = TestBuilds.ended(key);

        assertThat(build.getString("status")).as(build.prettify()).isEqualTo("done");
        assertThat(build.getInt("total")).isEqualTo(1);
        List<String> warnings = build.getList("generationWarnings");
        assertThat(warnings)
                .anyMatch(warning -> warning.contains("nul-result.json"))
                .noneMatch(warning -> warning.chars().anyMatch(Character::isISOControl));
    }

    @Test
    void whatIsNoArchiveFailsAndSaysWhy() {
        BuildKey key = TestBuilds.key("broken");
        TestBuilds.upload(key, Arrays.copyOf(results(), 100));

        JsonPath build = TestBuilds.ended(key);

        assertThat(build.getString("status")).isEqualTo("failed");
        assertThat(build.<Object>get("reportUrl")).isNull();
        assertThat(build.<String>getList("generationWarnings").getLast()).contains("cannot be unpacked");
    }

    @Test
    void aReportThatCannotBeMadeLeavesTheOneBefore() {
        BuildKey key = TestBuilds.key("stays");
        TestBuilds.upload(key, results());
        TestBuilds.ended(key);
        TestBuilds.regenerate(key, gate("maxFailures", 1));
        JsonPath before = TestBuilds.ended(key);
        assertThat(before.getBoolean("qualityGate.passed")).isFalse();
        String stats = Server.admin().get(TestBuilds.reports(key) + "/stats").asString();
        // Without a plugin that makes a page there is no report.
        Server.admin()
                .body("{\"buildId\": \"stays\", \"reportConfig\": {\"plugins\": {\"awesome\": null, \"csv\": {}}}}")
                .post(TestBuilds.reports(key))
                .then()
                .statusCode(202);

        JsonPath build = TestBuilds.ended(key);

        assertThat(build.getString("status")).as(build.prettify()).isEqualTo("failed");
        assertThat(build.getList("generationWarnings")).isNotEmpty();
        for (String member : List.of("passed", "failed", "skipped", "total", "qualityGate", "configSnapshot")) {
            assertThat(build.<Object>get(member)).as(member).isEqualTo(before.<Object>get(member));
        }
        assertThat(Server.admin().get(TestBuilds.reports(key) + "/stats").asString())
                .isEqualTo(stats);
        assertThat(days(key)).containsExactly("1 2 1");
        Server.admin().get(site(key, "index.html")).then().statusCode(200);
    }

    /// What overviews sum up of a project, a line a day: how many tests passed, failed and were skipped.
    private List<String> days(BuildKey key) {
        return ledger.withHandle(handle -> handle.createQuery("""
                        select passed || ' ' || failed || ' ' || skipped from build_day
                        where environment_id = :environment
                        """)
                .bind("environment", key.environment())
                .mapTo(String.class)
                .list());
    }

    @Test
    void aDeletedBuildIsGoneWithItsReportAndItsBytesAreLetGo() {
        BuildKey key = TestBuilds.uploaded("goes");
        TestBuilds.ended(key);
        String path = TestBuilds.reports(key) + "/goes";

        Server.admin().delete(path).then().statusCode(204);

        Server.admin().delete(path).then().statusCode(404);
        Server.admin().get(site(key, "index.html")).then().statusCode(404);
        Server.admin().get(TestBuilds.reports(key)).then().body("size()", equalTo(0));
        int references = ledger.withHandle(
                handle -> handle.createQuery("""
                        select count(*)::int from blob_reference r where r.kind in ('build', 'publication')
                            and not exists (select from build b where b.id = r.owner)
                            and not exists (select from publication p where p.id = r.owner)
                        """).mapTo(Integer.class).one());
        assertThat(references).isZero();
    }

    @Test
    void aDeletedProjectTakesItsBuildsWithIt() {
        BuildKey key = TestBuilds.uploaded("of-a-project");
        TestBuilds.ended(key);

        Server.admin()
                .delete("/api/environments/" + key.environment() + "/projects/shop")
                .then()
                .statusCode(204);

        Server.admin().get(site(key, "index.html")).then().statusCode(404);
        Server.admin().get(TestBuilds.reports(key)).then().statusCode(404);
    }

    @Test
    void listsComeWholeOrInPartsAndAreSummedUp() {
        BuildKey first = TestBuilds.key("1");
        TestBuilds.upload(first, results());
        TestBuilds.ended(first);
        BuildKey second = new BuildKey(first.environment(), first.project(), "2");
        TestBuilds.upload(second, TestBuilds.zip(TestBuilds.files(TestBuilds.result("pays", "passed"))));
        TestBuilds.ended(second);
        String reports = TestBuilds.reports(first);

        Server.admin().get(reports).then().statusCode(200).body("buildId", contains("2", "1"));
        Server.admin()
                .get(reports + "?limit=1&offset=1")
                .then()
                .statusCode(200)
                .body("builds.buildId", contains("1"))
                .body("total", equalTo(2))
                .body("limit", equalTo(1))
                .body("offset", equalTo(1));
        Server.admin().get(reports + "?limit=0").then().statusCode(400);
        Server.admin()
                .get(reports + "/stats")
                .then()
                .statusCode(200)
                .body("totalRuns", equalTo(2))
                .body("latestRate", equalTo(100))
                .body("avgRate", equalTo(66))
                .body("totalFailed", equalTo(2));
    }

    @Test
    void whatIsNotThereIsNotFoundAndWhatIsNotAllowedIsNamed() {
        BuildKey key = TestBuilds.key("unknown");
        String reports = TestBuilds.reports(key);

        Server.admin().body(Map.of("buildId", "unknown")).post(reports).then().statusCode(404);
        Server.admin().body("{}").post(reports).then().statusCode(400).body("errors[0].field", equalTo("buildId"));
        Server.admin()
                .body(Map.of("buildId", "unknown", "reportConfig", Map.of("globalAttachments", List.of("/etc/passwd"))))
                .post(reports)
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("reportConfig.globalAttachments"));
        Server.admin()
                .get("/api/environments/" + key.environment() + "/projects/nobodys/reports/stats")
                .then()
                .statusCode(404);
    }
}
