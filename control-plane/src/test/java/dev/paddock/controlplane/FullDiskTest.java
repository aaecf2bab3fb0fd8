package dev.paddock.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.paddock.controlplane.storage.Digest;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Uploads that meet a full disk, at every stage, or one that takes nothing. A small file system lies
/// over the folder that they are written to.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class FullDiskTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Jdbi ledger;
    private final Path blobs;
    private final String build = "build-" + UUID.randomUUID();
    private final byte[] zip = Results.zip(3 << 20);
    private Results.Project project;
    private Path drafts;
    private @Nullable SmallDisk disk;

    FullDiskTest(Jdbi ledger, @ConfigProperty(name = "paddock.storage.folder") Path blobs) {
        this.ledger = ledger;
        this.blobs = blobs;
    }

    @BeforeEach
    void make() throws IOException {
        SmallDisk.expectThatItCanBeMounted();
        try (Stream<Path> folders = Files.list(blobs.resolve("drafts"))) {
            drafts = folders.filter(Files::isDirectory).findFirst().orElseThrow();
        }
        project = Results.project();
    }

    /// Nobody else is at it: a draft that the small file system hid would stay.
    private void expectNobody() {
        Awaitility.await().atMost(PATIENCE).until(() -> isIdle() && left().isEmpty());
    }

    private void fill() throws Exception {
        expectNobody();
        disk = SmallDisk.over(drafts);
    }

    private void free() throws Exception {
        assertThat(left()).isEmpty();
        unmount();
    }

    @AfterEach
    void unmount() throws Exception {
        if (disk != null) {
            disk.close();
            disk = null;
        }
    }

    private boolean isIdle() {
        return ledger.withHandle(handle -> handle.select("select count(*) from generation")
                        .mapTo(Long.class)
                        .one())
                == 0;
    }

    private List<Path> left() throws IOException {
        try (Stream<Path> files = Files.list(drafts)) {
            return files.filter(file -> !file.endsWith("lock")).toList();
        }
    }

    private static void full(Response reply) {
        reply.then().statusCode(507).body("code", equalTo("storage_full"));
    }

    private static void failed(Map<String, Object> upload, String phase) {
        assertThat(upload)
                .containsEntry("phase", "failed")
                .containsEntry("failedAtPhase", phase)
                .containsEntry(
                        "error",
                        "The storage has no room for the results and kept nothing of them; tell an administrator.");
    }

    @Test
    void whileResultsComeInOneCall() throws Exception {
        fill();
        full(Results.send(project, build, zip));
        free();

        failed(Results.of(project, build).getFirst(), "uploading");
        Results.send(project, build, zip).then().statusCode(202);
    }

    @Test
    void whileAChunkComes() throws Exception {
        String upload = Results.begin(project, build, zip.length, 1);
        fill();
        full(Results.chunk(project, upload, 0, 1, zip));
        free();

        // The upload goes on.
        assertThat(Results.upload(upload)).containsEntry("phase", "uploading").containsEntry("receivedChunks", 0);
        Results.chunk(project, upload, 0, 1, zip).then().statusCode(200);
        Results.complete(project, upload).then().statusCode(202);
    }

    @Test
    void whileChunksArePutTogether() throws Exception {
        String upload = Results.begin(project, build, zip.length, 2);
        Results.chunk(project, upload, 0, 2, Arrays.copyOf(zip, 1 << 20)).then().statusCode(200);
        Results.chunk(project, upload, 1, 2, Arrays.copyOfRange(zip, 1 << 20, zip.length))
                .then()
                .statusCode(200);
        fill();
        full(Results.complete(project, upload));
        free();

        failed(Results.upload(upload), "assembling");
        Results.send(project, build, zip).then().statusCode(202);
    }

    private static Map<String, ?> report(byte[]... pngs) {
        return Map.of(
                "report",
                Map.of(
                        "results",
                        Stream.of(pngs)
                                .map(png -> ReportClient.shown("/" + Digest.of(png), "new", Map.of("candidate", png)))
                                .toList()));
    }

    private Response ingest(ReportClient ci, Map<String, ?> report) {
        return ci.call().header("Idempotency-Key", build).body(report).post(ReportClient.RUNS);
    }

    @Test
    void whileScreenshotsOfAReportAreStored() throws Exception {
        ReportClient ci = new ReportClient();
        byte[] png = Pngs.of(1000, 1000, (x, y) -> (x * 7919 + y * 104729) * 31 ^ x * y);
        assertThat(png.length).isGreaterThan(1 << 20);
        Map<String, ?> report = report(png);
        fill();
        full(ingest(ci, report));
        free();

        assertThat(ci.runs()).isZero();
        // A failure of the moment is not remembered under the key.
        ingest(ci, report).then().statusCode(201);
        ingest(ci, report).then().statusCode(201);
        assertThat(ci.runs()).isEqualTo(1);
    }

    @Test
    void aStorageThatTakesNothingIsAwayAndKeepsNothingOfAReport() throws Exception {
        ReportClient ci = new ReportClient();
        Map<String, ?> report = report(Pngs.random(), Pngs.random(), Pngs.random());
        expectNobody();
        disk = SmallDisk.readOnlyOver(drafts);
        ingest(ci, report)
                .then()
                .statusCode(503)
                .header("Retry-After", notNullValue())
                .body("code", equalTo("unavailable"))
                .body("detail", containsString("The storage does not answer now"));
        unmount();

        assertThat(ci.runs()).isZero();
        ci.call().get("/api/v1/usage").then().body("data[0].storedBytes.used", equalTo(0));
        ingest(ci, report).then().statusCode(201);
        assertThat(ci.runs()).isEqualTo(1);
    }
}
