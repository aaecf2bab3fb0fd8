package dev.paddock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.RestAssured;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// `./paddock upload` against a real control plane, which makes real reports. Its gate lets no failed
/// test pass, and it has a heap of 256 MiB.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UploadCommandTest {

    private final Path folder;
    private final Cluster cluster;
    private final Process server;
    private final String url;
    private final Cli cli;

    UploadCommandTest(@TempDir Path folder) throws Exception {
        this.folder = folder.toRealPath();
        Path config = Files.writeString(
                this.folder.resolve("allure.json"), "{\"qualityGate\": {\"rules\": [{\"maxFailures\": 0}]}}");
        cluster = new Cluster(
                Files.createDirectories(this.folder.resolve("cluster")),
                Map.of(
                        "PADDOCK_ALLURE",
                        Cluster.ROOT.resolve("control-plane/target/allure").toString(),
                        "PADDOCK_ALLURE_CONFIG",
                        config.toString(),
                        // Behind whatever the command line says.
                        "_JAVA_OPTIONS",
                        "-Xmx256m"));
        server = cluster.startControlPlane();
        url = "http://127.0.0.1:" + RestAssured.port;
        cli = new Cli(this.folder.resolve("home"), Map.of("PADDOCK_URL", url, "PADDOCK_KEY", Cluster.ADMIN_KEY));
        cli.train();
        Cluster.admin().body(Map.of("id", "staging", "name", "Staging")).post("/api/environments");
        Cluster.admin()
                .body(Map.of("id", "shop", "name", "Shop"))
                .post("/api/environments/staging/projects")
                .then()
                .statusCode(201);
    }

    @AfterAll
    void stop() throws Exception {
        cluster.close();
    }

    private Path results(String name, String... statuses) throws IOException {
        Path results = Files.createDirectories(folder.resolve(name));
        for (int nth = 0; nth < statuses.length; nth++) {
            Files.writeString(
                    results.resolve(nth + "-result.json"), """
                    {"uuid": "%d", "name": "test %d", "fullName": "shop.%d", "historyId": "%d", "testCaseId": "%d",
                    "status": "%s", "stage": "finished", "start": 1700000000000, "stop": 1700000000500}
                    """.formatted(nth, nth, nth, nth, nth, statuses[nth]));
        }
        return results;
    }

    private Cli.Answer upload(Path results, String build, String... more) throws Exception {
        return upload(cli, results, build, more);
    }

    private static Cli.Answer upload(Cli who, Path results, String build, String... more) throws Exception {
        String[] arguments = {"upload", results.toString(), "--env", "staging", "--project", "shop", "--build", build};
        return who.run(Stream.concat(List.of(arguments).stream(), List.of(more).stream())
                .toArray(String[]::new));
    }

    private static Map<String, Object> session(String build) {
        List<Map<String, Object>> all = Cluster.admin().get("/api/uploads").path("$");
        List<Map<String, Object>> own =
                all.stream().filter(one -> build.equals(one.get("buildId"))).toList();
        assertThat(own).hasSize(1);
        return own.getFirst();
    }

    @Test
    void resultsAreSentAndTheirReportIsWaitedFor() throws Exception {
        Path results = results("good", "passed", "passed", "skipped");

        var text = upload(results, "good-1", "--wait").ended(0);

        String report = "http://localhost:" + RestAssured.port + "/reports/staging/shop/good-1/index.html";
        assertThat(text.out()).isEqualTo("Done. Tests: 2 passed, 0 failed, 1 skipped.\n" + report + "\n");
        Cluster.admin().get("/reports/staging/shop/good-1/index.html").then().statusCode(200);
        var json = upload(results, "good-2", "--wait", "--json").ended(0).json();
        assertThat(json.getString("buildId")).isEqualTo("good-2");
        assertThat(json.getBoolean("qualityGate.passed")).isTrue();
    }

    @Test
    void aGateThatIsNotPassedIsOne() throws Exception {
        assertThat(upload(results("bad", "passed", "failed"), "bad", "--wait")
                        .ended(1)
                        .out())
                .startsWith("The quality gate is not passed. Tests: 1 passed, 1 failed, 0 skipped.\n");
    }

    @Test
    void withoutWaitingItEndsWhenTheResultsAreSafe() throws Exception {
        var sent = upload(results("sent", "passed"), "sent", "--json").ended(0).json();

        assertThat(session("sent")).containsEntry("uploadId", sent.getString("uploadId"));
        assertThat(upload(results("sent", "passed"), "sent").ended(3).err())
                .contains("The build staging/shop/sent is there already");
    }

    @Test
    void largeResultsGoInChunks() throws Exception {
        Path results = results("large", "passed");
        byte[] noise = new byte[60 << 20];
        new Random().nextBytes(noise);
        Files.write(results.resolve("noise-attachment.bin"), noise);

        upload(results, "large", "--wait").ended(0);

        assertThat(session("large"))
                .containsEntry("phase", "done")
                .hasEntrySatisfying(
                        "fileName", name -> assertThat(name.toString()).matches("large-[0-9a-f]{16}\\.zip"))
                .containsEntry("totalChunks", 4)
                .containsEntry("receivedChunks", 4);
    }

    @Test
    void aConnectionThatBreaksInMidBodyIsMadeAgain() throws Exception {
        Path results = results("broken", "passed");
        byte[] noise = new byte[8 << 20];
        new Random().nextBytes(noise);
        Files.write(results.resolve("noise-attachment.bin"), noise);
        try (var way = new CutConnection(RestAssured.port, 4 << 20)) {
            var settings = Map.of("PADDOCK_URL", "http://127.0.0.1:" + way.port(), "PADDOCK_KEY", Cluster.ADMIN_KEY);

            upload(cli.with(settings), results, "broken", "--wait").ended(0);

            assertThat(way.connections()).isGreaterThan(1);
        }
        List<String> builds = Cluster.admin()
                .get("/api/environments/staging/projects/shop/reports?limit=100")
                .path("builds.buildId");
        assertThat(builds).containsOnlyOnce("broken");
    }

    /// Four times as large as the heap.
    @Test
    void aGibibyteGoesThroughASmallHeap() throws Exception {
        // Of its own: nobody waits behind its report.
        String project = "/api/environments/staging/projects/large";
        Cluster.admin()
                .body(Map.of("id", "large", "name", "Large"))
                .post("/api/environments/staging/projects")
                .then()
                .statusCode(201);

        String reply = new LargeArchive(1023).send(RestAssured.port, project + "/results?buildId=gibibyte");

        assertThat(reply).startsWith("HTTP/1.1 202 ").contains("\"received\"");
        assertThat(server.isAlive()).as(cluster.controlPlaneLog()).isTrue();
        assertThat((Integer) session("gibibyte").get("totalSize")).isBetween(1023 << 20, 1024 << 20);
        Cluster.admin().delete(project).then().statusCode(204);
    }

    @Test
    void whatIsNotSentIsTold() throws Exception {
        Path results = results("inner", "passed");
        Files.createDirectory(results.resolve("history"));

        assertThat(upload(results, "inner").ended(0).err())
                .isEqualTo(results
                        + " has folders or links (1), which are left out: reports are made of its own files.\n");
    }

    @Test
    void whatCannotBeDoneIsTold() throws Exception {
        Path results = results("told", "passed");

        assertThat(upload(results, "-a").ended(2).err()).contains("buildId");
        assertThat(upload(folder.resolve("nowhere"), "b").ended(2).err()).contains("is no folder");
        assertThat(cli.run("upload", results.toString(), "--env", "staging", "--project", "none", "--build", "b")
                        .ended(3)
                        .err())
                .contains("There is no project staging/none");
        var runner = new Cli(folder.resolve("runner"), Map.of("PADDOCK_URL", url, "PADDOCK_KEY", Cluster.RUNNER_KEY));
        assertThat(upload(runner, results, "b").ended(4).err()).contains("role does not allow this call");
    }
}
