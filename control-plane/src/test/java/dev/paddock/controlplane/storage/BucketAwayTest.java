package dev.paddock.controlplane.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.paddock.controlplane.Operated;
import dev.paddock.controlplane.Pngs;
import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.ReportClient;
import dev.paddock.controlplane.Results;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A bucket that is gone in the middle of a call, while the server stores what the call brought.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
@TestProfile(Operated.class)
class BucketAwayTest {

    private final CutOffProxy proxy = BucketBehindProxy.proxy();

    @AfterEach
    void mend() {
        proxy.mend();
    }

    /// Of half a megabyte or more: noise.
    private static byte[] screenshot(int salt) {
        byte[] png = Pngs.of(600, 600, (x, y) -> (x * 7919 + y * 104729 + salt) * 31 ^ x * y * salt);
        assertThat(png.length).isGreaterThan(500_000);
        return png;
    }

    private static Response ingest(ReportClient ci, String key, List<byte[]> pngs) {
        List<Map<String, Object>> results = new ArrayList<>();
        for (byte[] png : pngs) {
            results.add(ReportClient.shown("/" + Digest.of(png), "new", Map.of("candidate", png)));
        }
        return ci.call()
                .header("Idempotency-Key", key)
                .body(Map.of("report", Map.of("results", results)))
                .post(ReportClient.RUNS);
    }

    private static void away(Response reply) {
        reply.then()
                .statusCode(503)
                .header("Retry-After", notNullValue())
                .body("code", equalTo("unavailable"))
                .body("detail", containsString("The storage does not answer now"));
    }

    /// No draft, and in the bucket nothing that is half of something.
    private static void expectNothingHalfStored() throws IOException {
        // Those that were at it beside the one that failed first may still end.
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(drafts()).containsOnly("lock", "opening"));
        try (Stream<Path> objects = Files.list(BucketBehindProxy.server().bucket())) {
            // What the server of the bucket has not finished is none of its objects, and has longer names.
            assertThat(objects.filter(object ->
                            Digest.parse(object.getFileName().toString()).isPresent()))
                    .allSatisfy(object -> assertThat(
                                    Digest.of(Files.readAllBytes(object)).hex())
                            .isEqualTo(object.getFileName().toString()));
        }
    }

    private static List<String> drafts() throws IOException {
        try (Stream<Path> files = Files.walk(BucketBehindProxy.spool())) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .toList();
        }
    }

    @Test
    void aReportWhoseScreenshotsAreBeingStoredIsNotTakenAndIsTakenLater() throws Exception {
        ReportClient ci = new ReportClient();
        String key = UUID.randomUUID().toString();
        List<byte[]> pngs = List.of(screenshot(3), screenshot(5), screenshot(7));
        proxy.cutAfter(600_000);

        away(ingest(ci, key, pngs));

        assertThat(proxy.isCut()).isTrue();
        assertThat(ci.runs()).isZero();
        expectNothingHalfStored();
        ci.call().get("/api/v1/usage").then().body("data[0].storedBytes.used", equalTo(0));
        away(ingest(ci, key, pngs));

        proxy.mend();
        String run = ingest(ci, key, pngs).then().statusCode(201).extract().path("run.id");
        assertThat(ingest(ci, key, pngs).then().statusCode(201).extract().<String>path("run.id"))
                .isEqualTo(run);
        assertThat(ci.runs()).isEqualTo(1);
        for (byte[] png : pngs) {
            assertThat(ci.call()
                            .get(ReportClient.RUNS + "/" + run + "/screenshots/" + Digest.of(png))
                            .asByteArray())
                    .isEqualTo(png);
        }
    }

    @Test
    void resultsThatAreBeingStoredAreNotTakenAndAreTakenLater() throws Exception {
        Results.Project project = Results.project();
        byte[] zip = Results.zip(1 << 20);
        proxy.cutAfter(zip.length / 2);

        away(Results.send(project, "build", zip));

        assertThat(proxy.isCut()).isTrue();
        expectNothingHalfStored();
        assertThat(Results.of(project, "build"))
                .singleElement()
                .satisfies(upload -> assertThat(upload)
                        .containsEntry("phase", "failed")
                        .containsEntry("failedAtPhase", "uploading")
                        .containsEntry("error", "The storage did not answer; send the results again."));

        proxy.mend();
        Results.send(project, "build", zip).then().statusCode(202);
    }
}
