package dev.paddock.controlplane.site;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.Server;
import dev.paddock.controlplane.Settings;
import dev.paddock.controlplane.SignedIn;
import dev.paddock.controlplane.TestBuilds;
import dev.paddock.controlplane.build.BuildKey;
import dev.paddock.controlplane.secret.ServerSecrets;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `/reports`: who may read which file of a report, and with which headers.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class SiteTest {

    private static BuildKey shared = new BuildKey("", "", "");

    private final Jdbi ledger;
    private final ServerSecrets secrets;
    private final SiteConfig config;

    SiteTest(Jdbi ledger, ServerSecrets secrets, SiteConfig config) {
        this.ledger = ledger;
        this.secrets = secrets;
        this.config = config;
    }

    /// A report with attachments of several kinds; made once.
    private static synchronized BuildKey report() {
        if (shared.environment().isEmpty()) {
            BuildKey key = TestBuilds.key("site");
            Map<String, byte[]> files = TestBuilds.files(TestBuilds.result("pays", "passed")
                    .replace(
                            "\"stage\"",
                            "\"attachments\": "
                                    + List.of(
                                            attachment("html"), attachment("svg"), attachment("png"), attachment("bin"))
                                    + ", \"stage\""));
            for (String end : List.of("html", "svg", "png", "bin")) {
                files.put("1-attachment." + end, ("<b>" + end + "</b>").getBytes(StandardCharsets.UTF_8));
            }
            TestBuilds.upload(key, TestBuilds.zip(files));
            assertThat(TestBuilds.ended(key).getString("status")).isEqualTo("done");
            shared = key;
        }
        return shared;
    }

    private static String attachment(String end) {
        return "{\"name\": \"" + end + "\", \"type\": \"x/y\", \"source\": \"1-attachment." + end + "\"}";
    }

    private static String path(String file) {
        return "/reports/" + report() + "/" + file;
    }

    private String file(String like) {
        return ledger.withHandle(handle -> handle.createQuery("""
                        select f.path from publication_file f join build b on b.publication = f.publication
                        where b.environment_id = :environment and f.path like :like
                        """)
                .bind("environment", report().environment())
                .bind("like", like)
                .mapTo(String.class)
                .one());
    }

    private static void assertIsolated(Response reply) {
        assertThat(reply.headers().getValues("Content-Security-Policy"))
                .contains("sandbox allow-scripts")
                .anyMatch(policy -> policy.startsWith("default-src 'self'"));
        reply.then()
                .header("Access-Control-Allow-Origin", "*")
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer");
    }

    @Test
    void aKeyReadsThePageWhereItIs() {
        Response page = Server.admin().get(path("index.html"));

        page.then()
                .statusCode(200)
                .header("Content-Type", startsWith("text/html"))
                .header("Cache-Control", "private, no-cache")
                .body(containsString("function Memory()"));
        assertIsolated(page);
        Server.admin().get(path("")).then().statusCode(200).header("Content-Type", startsWith("text/html"));
        given().get(page.header("Content-Location"))
                .then()
                .statusCode(200)
                .header("ETag", equalTo(page.header("ETag")));
        Server.admin()
                .header("If-None-Match", page.header("ETag"))
                .get(path("index.html"))
                .then()
                .statusCode(304);
    }

    @Test
    void theFolderWithoutItsSlashLeadsToTheOneWithIt() {
        String folder = "/reports/" + report();
        for (String query : List.of("", "?x=1&y=//a.example")) {
            for (RequestSpecification reader : List.of(Server.admin(), Settings.session("viewer"))) {
                Response sent = asIs(reader).get(folder + query);
                sent.then().statusCode(302).header("Cache-Control", "no-store");
                assertThat(signed(sent.header("Location"))).isEqualTo(folder + "/" + query);
                assertIsolated(sent);
            }
        }
        Server.admin().get(folder).then().statusCode(200).header("Content-Type", startsWith("text/html"));

        asIs(given()).get(folder).then().statusCode(401);
        for (String none :
                List.of(folder + "x", "/reports/a/b/c", "/reports//a.example/b/c", "/reports/%2F%2Fa.example/b/c")) {
            asIs(Server.admin()).get(none).then().statusCode(404);
        }
    }

    private static RequestSpecification asIs(RequestSpecification call) {
        return call.urlEncodingEnabled(false).redirects().follow(false);
    }

    /// Whoever asks for the headers alone would leave each file open that he asks about.
    @Test
    void whoAsksForTheHeadersAloneLeavesNothingOpen() throws IOException {
        report();
        String large = path(file("app-%.js"));
        String type = Server.admin().get(large).contentType();

        for (int i = 0; i < 20; i++) {
            Server.admin().head(large).then().statusCode(200).contentType(type).header("ETag", notNullValue());
        }

        String digest = ledger.withHandle(handle -> handle.createQuery("""
                        select f.digest from publication_file f join build b on b.publication = f.publication
                        where b.environment_id = :environment and f.path like 'app-%.js' and not f.packed
                        """)
                .bind("environment", report().environment())
                .mapTo(String.class)
                .one());
        List<String> open = new ArrayList<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors) {
                readLink(descriptor).ifPresent(open::add);
            }
        }
        assertThat(open).noneMatch(file -> file.endsWith(digest));
    }

    /// Empty for one that was closed meanwhile.
    private static Optional<String> readLink(Path descriptor) throws IOException {
        try {
            return Optional.of(Files.readSymbolicLink(descriptor).toString());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Test
    void theShimComesBeforeEveryOtherScript() {
        String page = Server.admin().get(path("index.html")).asString();

        assertThat(page.indexOf("function Memory()")).isPositive().isLessThan(page.indexOf("app-"));
        assertThat(page.indexOf("<script")).isEqualTo(page.indexOf("<script>(function () {"));
    }

    @Test
    void aSessionIsSentToASignedPathThatNeedsNoCookie() {
        Response sent = Settings.session("viewer").redirects().follow(false).get(path("index.html?x=1"));

        sent.then().statusCode(302).header("Cache-Control", "no-store");
        assertIsolated(sent);
        String location = sent.header("Location");
        // Of the host that was asked, whose cookie it is.
        assertThat(location).startsWith("/reports/~pub_").endsWith("/" + report() + "/index.html?x=1");
        Response page = given().get(signed(location));
        page.then().statusCode(200).header("Cache-Control", containsString("immutable"));
        assertIsolated(page);
        String beside = signed(location).replace("index.html?x=1", "widgets/statistic.json");
        given().get(beside).then().statusCode(200).body("total", equalTo(1));
    }

    /// The path of a link to this server.
    private static String signed(String location) {
        return location.replaceFirst("^https?://[^/]+", "");
    }

    @Test
    void strangersReadNothing() {
        Response reply = given().get(path("index.html"));

        reply.then().statusCode(401);
        assertIsolated(reply);
    }

    @Test
    void aSignatureIsGoodForItsReportAlone() {
        String location = signed(SignedIn.admin()
                .call()
                .redirects()
                .follow(false)
                .get(path("index.html"))
                .header("Location"));
        BuildKey other = TestBuilds.uploaded("site");
        TestBuilds.ended(other);

        String signature = location.replaceFirst("/reports/([^/]*)/.*", "$1");
        given().get(location).then().statusCode(200);
        given().get("/reports/" + signature + "/" + other + "/index.html")
                .then()
                .statusCode(404);
        given().get(location.replace("~pub_", "~pub_X")).then().statusCode(404);
        char last = signature.charAt(signature.length() - 3);
        String forged = signature.substring(0, signature.length() - 3)
                + (last == 'A' ? 'B' : 'A')
                + signature.substring(signature.length() - 2);
        given().get(location.replace(signature, forged)).then().statusCode(404);
        // Its middle part says until when it is good.
        String later = Pattern.compile("\\.(\\d+)\\.")
                .matcher(signature)
                .replaceFirst(until -> "." + (Long.parseLong(until.group(1)) + 1) + ".");
        given().get(location.replace(signature, later)).then().statusCode(404);
        given().get("/reports/~x/" + report() + "/index.html").then().statusCode(404);
    }

    @Test
    void anExpiredSignatureIsSentBackToWhereANewOneIsMade() {
        Instant before = Instant.now().minus(config.pathLife()).minus(Duration.ofSeconds(5));
        String publication = ledger.withHandle(
                handle -> handle.createQuery("select publication from build where environment_id = :environment")
                        .bind("environment", report().environment())
                        .mapTo(String.class)
                        .one());
        String expired = new Tickets(secrets, config, InstantSource.fixed(before)).sign(publication, report());

        Response reply = given().redirects().follow(false).get("/reports/~" + expired + "/" + report() + "/index.html");

        reply.then().statusCode(302);
        assertThat(signed(reply.header("Location"))).isEqualTo(path("index.html"));
    }

    @Test
    void whoOpenedAReportGoesOnReadingItWhenANewerOneComes() {
        BuildKey key = TestBuilds.uploaded("moves");
        TestBuilds.ended(key);
        String old = signed(SignedIn.admin()
                .call()
                .redirects()
                .follow(false)
                .get("/reports/" + key + "/index.html")
                .header("Location"));
        TestBuilds.regenerate(key, Map.of("name", "The newer one"));
        TestBuilds.ended(key);

        assertThat(given().get(old).asString()).contains("<head>").doesNotContain("The newer one");
        assertThat(Server.admin().get("/reports/" + key + "/index.html").asString())
                .contains("The newer one");
    }

    @Test
    void attachmentsThatCouldBePagesAreDownloads() {
        for (String end : List.of("html", "svg", "bin")) {
            Response reply = Server.admin().get(path(file("data/attachments/%." + end)));
            reply.then().statusCode(200).header("Content-Disposition", startsWith("attachment; filename="));
            assertIsolated(reply);
        }
        Response picture = Server.admin().get(path(file("data/attachments/%.png")));
        picture.then().statusCode(200).header("Content-Type", "image/png");
        assertThat(picture.header("Content-Disposition")).isNull();
        assertThat(picture.asString()).isEqualTo("<b>png</b>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nothing.html",
                "../../../etc/passwd",
                "..%2f..%2fetc/passwd",
                "%2e%2e/%2e%2e/%2e%2e/etc/passwd",
                "data/../index.html/x",
                "//etc/passwd",
                "index.html%00.png",
                "data",
                "data/attachments"
            })
    void whatIsNoFileOfTheReportIsNotFound(String file) {
        Response reply = Server.admin().urlEncodingEnabled(false).get(path(file));

        assertThat(reply.statusCode()).as(file).isIn(400, 404);
    }

    @Test
    void aKeyForAnotherProjectFindsNothing() {
        String own = Settings.text(Map.of(
                "name",
                "own",
                "role",
                "viewer",
                "scope",
                Map.of("projects", List.of(report().environment() + "/shop"))));
        String other = Settings.text(
                Map.of("name", "other", "role", "viewer", "scope", Map.of("projects", List.of("elsewhere/shop"))));

        Settings.key(own).get(path("index.html")).then().statusCode(200);
        Settings.key(own).get(TestBuilds.reports(report())).then().statusCode(200);
        Settings.key(other).get(path("index.html")).then().statusCode(404);
        Settings.key(other).get(TestBuilds.reports(report())).then().statusCode(404);
        Settings.key(other).get(TestBuilds.reports(report()) + "/stats").then().statusCode(404);
    }
}
