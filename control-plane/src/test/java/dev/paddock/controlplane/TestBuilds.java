package dev.paddock.controlplane;

import dev.paddock.controlplane.blob.Blobs;
import dev.paddock.controlplane.blob.Put;
import dev.paddock.controlplane.build.BuildKey;
import dev.paddock.controlplane.build.Builds;
import dev.paddock.controlplane.sql.InTransaction;
import io.quarkus.arc.Arc;
import io.restassured.path.json.JsonPath;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.awaitility.Awaitility;

/// Builds that the tests upload, as the server keeps them once an upload is done.
public final class TestBuilds {

    private static final Set<String> UNDERWAY = Set.of("queued", "generating");

    private TestBuilds() {}

    /// A build of a project that no other test uses; not uploaded.
    public static BuildKey key(String build) {
        String environment = "env-" + UUID.randomUUID();
        Server.admin()
                .body(Map.of("id", environment, "name", "Staging"))
                .post("/api/environments")
                .then()
                .statusCode(201);
        Server.admin()
                .body(Map.of("id", "shop", "name", "Shop"))
                .post("/api/environments/" + environment + "/projects")
                .then()
                .statusCode(201);
        return new BuildKey(environment, "shop", build);
    }

    /// The path of the reports of a build's project.
    public static String reports(BuildKey key) {
        return "/api/environments/" + key.environment() + "/projects/" + key.project() + "/reports";
    }

    /// A test's result, as Allure has it.
    public static String result(String name, String status) {
        return """
                {"uuid": "%s", "name": "%s", "fullName": "shop.%s", "historyId": "%s", "testCaseId": "%s", \
                "status": "%s", "stage": "finished", "start": 1700000000000, "stop": 1700000000500, \
                "labels": [{"name": "suite", "value": "Shop"}]}
                """.formatted(UUID.randomUUID(), name, name, name, name, status);
    }

    /// The files of these results, one each.
    public static Map<String, byte[]> files(String... results) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (int i = 0; i < results.length; i++) {
            files.put(i + "-result.json", results[i].getBytes(StandardCharsets.UTF_8));
        }
        return files;
    }

    /// The files of a folder.
    public static Map<String, byte[]> files(Path folder) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : all.sorted().toList()) {
                files.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
        return files;
    }

    /// Them in an archive.
    public static byte[] zip(Map<String, byte[]> files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /// Uploads results.
    public static Builds.Reception upload(BuildKey key, byte[] zip) {
        Blobs blobs = Arc.container().instance(Blobs.class).get();
        Builds builds = Arc.container().instance(Builds.class).get();
        InTransaction transaction =
                Arc.container().instance(InTransaction.class).get();
        try {
            Put.Stored stored = (Put.Stored) blobs.put(new ByteArrayInputStream(zip), Long.MAX_VALUE);
            return transaction.get(
                    () -> builds.receive(new Builds.Received(key, stored.digest(), stored.bytes(), "key_of_a_test")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A new project's build with one test, uploaded.
    public static BuildKey uploaded(String build) {
        BuildKey key = key(build);
        upload(key, zip(files(result("pays", "passed"))));
        return key;
    }

    /// The build, when nothing of it is to be made any more.
    public static JsonPath ended(BuildKey key) {
        return Awaitility.await()
                .atMost(Duration.ofMinutes(5))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> find(key), build -> !UNDERWAY.contains(build.getString("status")));
    }

    /// The build as the list shows it.
    public static JsonPath find(BuildKey key) {
        JsonPath list = Server.admin()
                .get(reports(key))
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        List<String> ids = list.getList("buildId");
        int index = ids.indexOf(key.build());
        list.setRootPath("[" + index + "]");
        return list;
    }

    /// Asks for a new report.
    public static void regenerate(BuildKey key, Map<String, ?> config) {
        Server.admin()
                .body(Map.of("buildId", key.build(), "reportConfig", config))
                .post(reports(key))
                .then()
                .statusCode(202);
    }
}
