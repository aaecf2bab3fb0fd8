package dev.paddock.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import dev.paddock.controlplane.storage.Digest;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Screenshots: out of reports, by themselves, and back.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class ScreenshotTest {

    private static final String SCREENSHOTS = "/api/v1/screenshots/";

    private final Jdbi ledger;
    private final byte[] png = Pngs.random();
    private final String digest = Digest.of(png).hex();
    private ReportClient ci;

    ScreenshotTest(Jdbi ledger) {
        this.ledger = ledger;
    }

    @BeforeEach
    void register() {
        ci = new ReportClient();
    }

    private static Response put(ReportClient by, String digest, byte[] bytes) {
        return by.call().contentType("image/png").body(bytes).put(SCREENSHOTS + digest);
    }

    private String sentWith(Map<String, byte[]> screenshots) {
        return ci.sent(ReportClient.shown("/", "changed", screenshots));
    }

    private Response of(String run, String artifact) {
        return ci.call().get(ReportClient.RUNS + "/" + run + "/screenshots/" + artifact);
    }

    @Test
    void aScreenshotLeavesTheReportAndIsServedForEver() {
        String run = sentWith(Map.of("candidate", png));

        Response report = ci.read(run);
        report.then().body("report.results[0].screenshotRefs.candidate", equalTo(digest));
        assertThat(report.asString()).doesNotContain("\"screenshot\":").doesNotContain(Pngs.base64(png));
        Response served = of(run, digest);
        served.then()
                .statusCode(200)
                .contentType("image/png")
                .header("ETag", "\"" + digest + "\"")
                .header("Cache-Control", containsString("immutable"))
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Security-Policy", containsString("sandbox"));
        assertThat(served.asByteArray()).isEqualTo(png);
        ci.call()
                .header("If-None-Match", served.header("ETag"))
                .get(ReportClient.RUNS + "/" + run + "/screenshots/" + digest)
                .then()
                .statusCode(304)
                .header("Cache-Control", containsString("immutable"));
    }

    @Test
    void aDataUrlIsTakenAndWhatElseStandsThereIsKept() {
        Map<String, Object> result = ReportClient.result("/", "changed");
        result.put("screenshot", Map.of("candidate", "data:image/png;base64," + Pngs.base64(png), "device", "phone"));

        ci.read(ci.sent(result))
                .then()
                .body("report.results[0].screenshotRefs.candidate", equalTo(digest))
                .body("report.results[0].screenshot", equalTo(Map.of("device", "phone")));
    }

    @Test
    void sameBytesAreStoredOnceAndKeptByEachReport() {
        String first = sentWith(Map.of("candidate", png, "diff", png));
        String second = new ReportClient().sent(ReportClient.shown("/", "new", Map.of("candidate", png)));

        List<String> owners = ledger.withHandle(handle -> handle.createQuery(
                        "select owner from blob_reference where digest = :digest and kind = 'report' order by owner")
                .bind("digest", digest)
                .mapTo(String.class)
                .list());
        assertThat(owners).containsExactly(first, second);
    }

    /// It waits for its own, and not for all of those that came before.
    @Test
    void aReportOfThousandsOfScreenshotsHoldsUpNoOther() {
        int first = ThreadLocalRandom.current().nextInt(0xf00000);
        List<byte[]> many = IntStream.range(0, 4000)
                .mapToObj(i -> Pngs.of(2, 2, (x, y) -> first + i * 4 + x * 2 + y))
                .toList();
        List<String> digests = many.stream().map(one -> Digest.of(one).hex()).toList();
        List<Map<String, Object>> results = many.stream()
                .map(one -> ReportClient.shown("/", "changed", Map.of("candidate", one)))
                .toList();
        CompletableFuture<Response> large = CompletableFuture.supplyAsync(
                () -> ci.call()
                        .body(Map.of("report", Map.of("results", results)))
                        .post(ReportClient.RUNS),
                Thread::startVirtualThread);
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> stored(digests) > 50);

        new ReportClient().sent(ReportClient.shown("/", "changed", Map.of("candidate", png)));

        assertThat(stored(digests)).isLessThan(4000);
        large.join().then().statusCode(201);
        assertThat(stored(digests)).isEqualTo(4000);
    }

    private int stored(List<String> digests) {
        return ledger.withHandle(handle -> handle.createQuery("select count(*) from blob where digest = any(:digests)")
                .bindArray("digests", String.class, digests)
                .mapTo(Integer.class)
                .one());
    }

    @Test
    void whatIsNotOfTheRunIsNotServed() {
        String run = sentWith(Map.of("candidate", png));
        String other = sentWith(Map.of("candidate", Pngs.random()));

        of(other, digest).then().statusCode(404).body("code", equalTo("not_found"));
        for (String malformed : List.of("x", digest.toUpperCase(Locale.ROOT), digest + "0", "..%2f" + digest)) {
            ci.call()
                    .urlEncodingEnabled(false)
                    .get(ReportClient.RUNS + "/" + run + "/screenshots/" + malformed)
                    .then()
                    .statusCode(400)
                    .body("errors.field", contains("artifactId"));
        }
        new ReportClient()
                .call()
                .get(ReportClient.RUNS + "/" + run + "/screenshots/" + digest)
                .then()
                .statusCode(404);
    }

    @Test
    void aScreenshotIsSentByItselfOnce() {
        probe(ci, digest).then().statusCode(200).body("missing", contains(digest));
        put(ci, digest, png)
                .then()
                .statusCode(201)
                .body("deduped", equalTo(false))
                .body("width", equalTo(4))
                .body("height", equalTo(4))
                .body("bytes", equalTo(png.length));
        put(ci, digest, png).then().statusCode(200).body("deduped", equalTo(true));
        probe(ci, digest).then().body("missing", empty());

        Map<String, Object> result = ReportClient.result("/", "new");
        result.put("screenshotRefs", Map.of("candidate", digest));
        assertThat(of(ci.sent(result), digest).asByteArray()).isEqualTo(png);
        assertThat(ci.call().get(SCREENSHOTS + digest).asByteArray()).isEqualTo(png);
    }

    private static Response probe(ReportClient by, String... digests) {
        return by.call().body(Map.of("digests", List.of(digests))).post(SCREENSHOTS + "probe");
    }

    @Test
    void whatAnotherRepositoryHasSentIsMissingHere() {
        put(new ReportClient(), digest, png).then().statusCode(201);

        probe(ci, digest).then().body("missing", contains(digest));
        ci.call().get(SCREENSHOTS + digest).then().statusCode(404);
        put(ci, digest, png).then().statusCode(201).body("deduped", equalTo(false));
    }

    @Test
    void bytesThatAreNotWhatWasAnnouncedAreRefused() {
        byte[] gif = Pngs.gif();

        put(ci, Digest.of(gif).hex(), png).then().statusCode(400).body("errors.field", contains("digest"));
        put(ci, "x", png).then().statusCode(400).body("errors.field", contains("digest"));
        put(ci, Digest.of(gif).hex(), gif)
                .then()
                .statusCode(400)
                .body("errors.field", contains("body"))
                .body("error", containsString("is a GIF"));
        put(ci, Digest.of(new byte[0]).hex(), new byte[0]).then().statusCode(400);
        probe(ci, digest, Digest.of(gif).hex()).then().body("missing.size()", equalTo(2));
    }

    @Test
    void aProbeOfWhatIsNoDigestIsRefused() {
        probe(ci, digest, "x").then().statusCode(400).body("errors.field", contains("digests[1]"));
        ci.call()
                .body(Map.of("digests", Collections.nCopies(1001, digest)))
                .post(SCREENSHOTS + "probe")
                .then()
                .statusCode(400)
                .body("errors.field", contains("digests"));
        ci.call()
                .body("{\"digests\": [null]}")
                .post(SCREENSHOTS + "probe")
                .then()
                .statusCode(400);
        probe(ci).then().statusCode(200).body("missing", empty());
    }

    @Test
    void aMissingDiffIsComputed() throws Exception {
        byte[] before = Pngs.of(40, 30, (x, y) -> 0xffffff);
        byte[] after = Pngs.of(40, 30, (x, y) -> x < 10 && y < 10 ? 0xff00 : 0xffffff);
        String run = sentWith(Map.of("baseline", before, "candidate", after));

        String diff = Awaitility.await()
                .until(() -> ci.read(run).<String>path("report.results[0].screenshotRefs.diff"), Objects::nonNull);

        byte[] shown = of(run, diff).then().statusCode(200).extract().asByteArray();
        assertThat(ImageIO.read(new ByteArrayInputStream(shown)).getRGB(5, 5) & 0xffffff)
                .isEqualTo(0xff0000);
        Integer kept = ledger.withHandle(handle -> handle.createQuery(
                        "select count(*) from blob_reference where owner = :run and digest = :digest")
                .bind("run", run)
                .bind("digest", diff)
                .mapTo(Integer.class)
                .one());
        assertThat(kept).isEqualTo(1);
    }

    @Test
    void whatCannotBeComparedIsGivenUp() {
        // Each is small enough, but not what has both in it.
        byte[] wide = Pngs.saying(30_000, 2, 30_001 * 2);
        byte[] high = Pngs.saying(2, 30_000, 3 * 30_000);
        String run = sentWith(Map.of("baseline", wide, "candidate", high));

        Awaitility.await()
                .until(() -> ledger.withHandle(handle -> handle.createQuery(
                                "select diff is null and diff_due_at is null from report_result where run_id = :run")
                        .bind("run", run)
                        .mapTo(Boolean.class)
                        .one()));
    }
}
