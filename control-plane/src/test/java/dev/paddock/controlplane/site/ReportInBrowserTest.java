package dev.paddock.controlplane.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.SignedIn;
import dev.paddock.controlplane.TestBuilds;
import dev.paddock.controlplane.build.BuildKey;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Reports as people see them, and what a script in one can do: Chromium opens those of our own tests' results.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class ReportInBrowserTest {

    /// Scripts in what Allure shows as HTML.
    private static final String DESCRIPTION = "\"descriptionHtml\": \"<p>described</p>"
            + "<script>fetch('https://example.invalid/script')</script>"
            + "<img src='https://example.invalid/picture' onerror='top.location=`https://example.invalid/left`'>\", ";

    private static @Nullable BuildKey own;

    private final Jdbi ledger;

    ReportInBrowserTest(Jdbi ledger) {
        this.ledger = ledger;
    }

    private static String url(BuildKey key) {
        return "http://localhost:" + RestAssured.port + "/reports/" + key + "/index.html";
    }

    private static Path picture(String name) throws IOException {
        return Files.createDirectories(Path.of("target", "pictures")).resolve(name + ".png");
    }

    private static JsonPath made(BuildKey key, Map<String, byte[]> files) {
        TestBuilds.upload(key, TestBuilds.zip(files));
        JsonPath build = TestBuilds.ended(key);
        assertThat(build.getString("status")).as(build.prettify()).isEqualTo("done");
        return build;
    }

    /// Two builds of the results of our own tests; made once.
    private static synchronized BuildKey ownTests() throws IOException, InterruptedException {
        if (own == null) {
            Path results = Files.createTempDirectory(Path.of("target"), "own-results-");
            OwnResults.write(
                    results,
                    "dev.paddock.controlplane.access.ApiKeyTest",
                    "dev.paddock.controlplane.gate.GateRuleTest");
            BuildKey first = TestBuilds.key("1");
            BuildKey second = new BuildKey(first.environment(), first.project(), "2");
            for (BuildKey build : List.of(first, second)) {
                JsonPath made = made(build, TestBuilds.files(results));
                assertThat(made.getInt("passed")).isGreaterThan(5).isEqualTo(made.getInt("total"));
            }
            own = second;
        }
        return own;
    }

    private static void assertShown(JsonNode page, BuildKey key) {
        int total = TestBuilds.find(key).getInt("total");
        assertThat(page.path("text").asText()).contains("Passed", String.valueOf(total));
        assertThat(page.path("errors")).isEmpty();
        assertThat(page.path("origin").asText()).isEqualTo("null");
        assertThat(page.path("ownFile").path("total").asInt()).isPositive().isEqualTo(total);
    }

    @Test
    void theReportOfOurOwnTestsIsShownToASession() throws Exception {
        Browser.assume();
        BuildKey key = ownTests();

        JsonNode page = Browser.open(url(key), SignedIn.admin().session(), "Sort by", picture("report"));

        assertThat(page.path("url").asText()).contains("/reports/~").endsWith("/" + key + "/index.html");
        assertShown(page, key);
        assertThat(Files.size(picture("report"))).isGreaterThan(10_000);
    }

    @Test
    void theSecondReportShowsATrendThatTheFirstDoesNotHave() throws Exception {
        Browser.assume();
        BuildKey second = ownTests();
        BuildKey first = new BuildKey(second.environment(), second.project(), "1");
        String session = SignedIn.admin().session();

        JsonNode after = Browser.open(url(second) + "#charts", session, "Status dynamics", picture("trend"));
        JsonNode before = Browser.open(url(first) + "#charts", session, "Status dynamics", picture("no-trend"));

        assertThat(dynamics(after)).containsPattern("\\d+/\\d+/\\d{4}\\s+Latest");
        assertThat(dynamics(before)).doesNotContain("/");
    }

    /// What the chart of all builds is labelled with.
    private static String dynamics(JsonNode page) {
        String text = page.path("text").asText();
        return text.substring(text.indexOf("Status dynamics"), text.indexOf("Test results by severities"));
    }

    @Test
    void aReportOfSeveralPluginsIsShown() throws Exception {
        Browser.assume();
        BuildKey key = TestBuilds.key("plugins");
        made(key, TestBuilds.files(TestBuilds.result("pays", "passed"), TestBuilds.result("ships", "failed")));
        TestBuilds.regenerate(
                key, Map.of("plugins", Map.of("allure2", Map.of(), "dashboard", Map.of(), "classic", Map.of())));
        assertThat(TestBuilds.ended(key).getString("status")).isEqualTo("done");

        String session = SignedIn.admin().session();
        Browser.open(url(key), session, "Allure Report", picture("summary"));
        String base = url(key).replace("index.html", "");
        Browser.open(base + "awesome/index.html", session, "ships", picture("awesome"));
        Browser.open(base + "allure2/index.html", session, "Suites", picture("allure2"));
        Browser.open(base + "dashboard/index.html", session, "Status", picture("dashboard"));
    }

    /// The one file of the report that is shown.
    private String file(BuildKey key, String like) {
        return ledger.withHandle(handle -> handle.createQuery("""
                        select f.path from publication_file f join build b on b.publication = f.publication
                        where b.environment_id = :environment and f.path like :like
                        """)
                .bind("environment", key.environment())
                .bind("like", like)
                .mapTo(String.class)
                .one());
    }

    @Test
    void aScriptInAReportReachesNeitherTheServersApiNorAnybodyElse() throws Exception {
        Browser.assume();
        BuildKey key = TestBuilds.key("hostile");
        Map<String, byte[]> files = TestBuilds.files(TestBuilds.result("pays", "passed")
                .replace(
                        "\"stage\"",
                        DESCRIPTION
                                + "\"attachments\": [{\"name\": \"page\", \"type\": \"text/html\", \"source\": \"1-attachment.html\"}],"
                                + " \"stage\""));
        files.put(
                "1-attachment.html",
                "<script>document.title = 'ran'; fetch('/api/environments')</script>".getBytes(StandardCharsets.UTF_8));
        made(key, files);
        String test = file(key, "data/test-results/%").replaceAll(".*/|\\.json", "");
        String attachment = file(key, "data/attachments/%");

        JsonNode page = Browser.open(
                url(key) + "#" + test, SignedIn.admin().session(), "Description", picture("hostile"), attachment);

        JsonNode described = page.path("frames").path(0);
        assertThat(described.path("text").asText()).isEqualTo("described");
        assertThat(described.path("height").asInt()).isGreaterThan(100);
        assertThat(page.path("url").asText()).contains("/hostile/");
        assertThat(page.path("origin").asText()).isEqualTo("null");
        assertThat(page.path("cookie").asText()).isEmpty();
        assertThat(page.path("stored").asText()).isEqualTo("kept");
        assertThat(page.path("me").asText()).isEqualTo("refused: TypeError");
        assertThat(page.path("environments").asText()).isEqualTo("refused: TypeError");
        assertThat(page.path("elsewhereScript").asText()).isEqualTo("script-src-elem");
        assertThat(page.path("elsewhere")).isEmpty();
        assertThat(page.path("popup").asText()).isEqualTo("true");
        assertThat(page.path("pages")).isEmpty();
        assertThat(page.path("attachment").asText()).startsWith("kept as ").endsWith(".html");
        int keys = ledger.withHandle(
                handle -> handle.createQuery("select count(*)::int from api_key where name = 'stolen'")
                        .mapTo(Integer.class)
                        .one());
        assertThat(keys).isZero();
    }
}
