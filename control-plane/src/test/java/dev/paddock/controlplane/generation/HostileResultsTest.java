package dev.paddock.controlplane.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.Server;
import dev.paddock.controlplane.TestBuilds;
import dev.paddock.controlplane.blob.Blobs;
import dev.paddock.controlplane.build.BuildKey;
import dev.paddock.controlplane.storage.Digest;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Results and configs that want something of the server's own: each trick by its name.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class HostileResultsTest {

    private static final String SECRET = "the content of a file of the server";

    private final Jdbi ledger;
    private final Blobs blobs;

    @TempDir
    Path folder;

    HostileResultsTest(Jdbi ledger, Blobs blobs) {
        this.ledger = ledger;
        this.blobs = blobs;
    }

    private Path secret() throws IOException {
        return Files.writeString(folder.toRealPath().resolve("secret.txt"), SECRET);
    }

    /// All bytes of the report that is shown.
    private String shown(BuildKey key) throws IOException {
        List<String> digests = ledger.withHandle(handle -> handle.createQuery("""
                        select distinct f.digest from publication_file f join build b on b.publication = f.publication
                        where b.environment_id = :environment
                        """)
                .bind("environment", key.environment())
                .mapTo(String.class)
                .list());
        StringBuilder all = new StringBuilder();
        for (String digest : digests) {
            all.append(new String(
                    blobs.open(new Digest(digest)).orElseThrow().stream().readAllBytes(), StandardCharsets.ISO_8859_1));
        }
        return all.toString();
    }

    private static String attached(String source) {
        return TestBuilds.result("pays", "passed")
                .replace(
                        "\"stage\"",
                        "\"attachments\": [{\"name\": \"a\", \"type\": \"text/plain\", \"source\": \"" + source
                                + "\"}], \"stage\"");
    }

    private static JsonPath made(BuildKey key, Map<String, byte[]> files) {
        TestBuilds.upload(key, TestBuilds.zip(files));
        return TestBuilds.ended(key);
    }

    @Test
    void anAttachmentByAnAbsolutePathIsNotRead() throws IOException {
        BuildKey key = TestBuilds.key("absolute");

        assertThat(made(key, TestBuilds.files(attached(secret().toString()))).getString("status"))
                .isEqualTo("done");

        assertThat(shown(key)).contains("pays").doesNotContain(SECRET);
    }

    @Test
    void anAttachmentByAPathThatLeadsOutIsNotRead() throws IOException {
        BuildKey key = TestBuilds.key("relative");
        String up = "../".repeat(20) + secret().toString().substring(1);

        assertThat(made(key, TestBuilds.files(attached(up))).getString("status"))
                .isEqualTo("done");

        assertThat(shown(key)).contains("pays").doesNotContain(SECRET);
    }

    @Test
    void anAttachmentThatIsASymlinkIsAFileWithItsText() throws IOException {
        BuildKey key = TestBuilds.key("symlink");
        Map<String, byte[]> files = TestBuilds.files(attached("1-attachment.txt"));
        files.put("1-attachment.txt", secret().toString().getBytes(StandardCharsets.UTF_8));
        byte[] zip = TestBuilds.zip(files);
        // The second entry of the archive's directory, as Unix marks a link.
        String text = new String(zip, StandardCharsets.ISO_8859_1);
        int entry = text.lastIndexOf("PK\1\2");
        zip[entry + 5] = 3;
        zip[entry + 40] = (byte) 0xFF;
        zip[entry + 41] = (byte) 0xA1;
        TestBuilds.upload(key, zip);

        assertThat(TestBuilds.ended(key).getString("status")).isEqualTo("done");

        assertThat(shown(key)).contains(secret().toString()).doesNotContain(SECRET);
    }

    @Test
    void pluginsImportIsRefusedAndRunsNothing() throws IOException {
        Path proof = folder.toRealPath().resolve("proof");
        Path plugin = Files.writeString(
                folder.toRealPath().resolve("evil.mjs"),
                "import { writeFileSync } from 'node:fs'; writeFileSync('" + proof
                        + "', 'ran'); export default class {};");
        BuildKey key = TestBuilds.uploaded("import");
        for (String name : List.of("awesome", "evil")) {
            Server.admin()
                    .body(Map.of(
                            "buildId",
                            "import",
                            "reportConfig",
                            Map.of("plugins", Map.of(name, Map.of("import", plugin.toString())))))
                    .post(TestBuilds.reports(key))
                    .then()
                    .statusCode(400)
                    .body("code", equalTo("invalid_value"));
        }
        TestBuilds.ended(key);
        assertThat(proof).doesNotExist();
    }

    @Test
    void globalAttachmentsAreRefusedAndReadNothing() throws IOException {
        BuildKey key = TestBuilds.uploaded("global");
        Server.admin()
                .body(Map.of(
                        "buildId", "global", "reportConfig", Map.of("globalAttachments", List.of(secret().toString()))))
                .post(TestBuilds.reports(key))
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("reportConfig.globalAttachments"));
        TestBuilds.ended(key);
        assertThat(shown(key)).doesNotContain(SECRET);
    }

    /// Allure looks for them where it runs, and that is not where results are.
    @Test
    void aConfigAmongTheResultsIsNotRead() throws IOException {
        Path proof = folder.toRealPath().resolve("proof");
        Map<String, byte[]> files = new LinkedHashMap<>(TestBuilds.files(TestBuilds.result("pays", "passed")));
        String code = "require('fs').writeFileSync('" + proof + "', 'ran')";
        for (String name :
                List.of("allurerc.js", "allurerc.mjs", "allurerc.cjs", "allurerc.ts", ".npmrc", "index.js")) {
            files.put(name, code.getBytes(StandardCharsets.UTF_8));
        }
        files.put("package.json", "{\"main\": \"allurerc.cjs\"}".getBytes(StandardCharsets.UTF_8));
        files.put(
                "1-globals.json",
                ("{\"attachments\": [{\"name\": \"x\", \"source\": \"" + secret() + "\", \"type\": \"text/plain\"}]}")
                        .getBytes(StandardCharsets.UTF_8));
        BuildKey key = TestBuilds.key("config");

        assertThat(made(key, files).getString("status")).isEqualTo("done");

        assertThat(proof).doesNotExist();
        assertThat(shown(key)).doesNotContain(SECRET);
    }

    @Test
    void namesThatAreMarkupStayText() throws IOException {
        BuildKey key = TestBuilds.uploaded("markup");
        TestBuilds.ended(key);
        TestBuilds.regenerate(key, Map.of("name", "</title><script>alert(1)</script>"));
        TestBuilds.ended(key);

        assertThat(Server.admin().get("/reports/" + key + "/index.html").asString())
                .doesNotContain("</title><script>alert(1)");
    }

    @Test
    void noWorkFolderIsLeftBehind() throws IOException {
        BuildKey key = TestBuilds.uploaded("tidy");
        TestBuilds.ended(key);
        Set<Path> left = new HashSet<>();
        try (var own = Files.newDirectoryStream(Path.of(System.getProperty("java.io.tmpdir")), "paddock-reports-*")) {
            for (Path process : own) {
                try (var folders = Files.newDirectoryStream(process, "report-*")) {
                    folders.forEach(left::add);
                }
            }
        }
        org.awaitility.Awaitility.await().untilAsserted(() -> assertThat(left).noneMatch(Files::exists));
    }
}
