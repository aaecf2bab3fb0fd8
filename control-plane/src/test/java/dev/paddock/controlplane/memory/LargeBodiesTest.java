package dev.paddock.controlplane.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.controlplane.Pngs;
import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.ReportClient;
import dev.paddock.controlplane.SmallDisk;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.memory.HeapShares.Share;
import dev.paddock.controlplane.storage.Digest;
import dev.paddock.model.problem.ProblemCode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.restassured.RestAssured;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Calls that need much of the heap, and what becomes of it.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class LargeBodiesTest {

    private static final long ALL = Long.MAX_VALUE;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int MILLIS = 20_000;

    private final HeapShares heap;
    private ReportClient ci;

    LargeBodiesTest(HeapShares heap) {
        this.heap = heap;
    }

    @BeforeEach
    void register() {
        ci = new ReportClient();
    }

    private void expectAllFree() throws InterruptedException {
        try (Share all = heap.take(ALL, PATIENCE).orElseThrow(() -> new AssertionError("somebody kept a part"))) {
            assertThat(all).isNotNull();
        }
    }

    /// Sends a call that has to wait for its part, hangs up, and lets the server find out.
    private void hangUp(String call, byte[] body) throws Exception {
        try (Share all = heap.take(ALL, PATIENCE).orElseThrow();
                Socket socket = new Socket("localhost", RestAssured.port)) {
            socket.setSoTimeout(MILLIS);
            OutputStream out = socket.getOutputStream();
            out.write((call + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + ci.header()
                            + "\r\nContent-Length: " + body.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
            out.write(body);
            out.flush();
            Awaitility.await().until(heap::isAwaited);
            socket.shutdownOutput();
            assertThat(socket.getInputStream().read())
                    .as("the server hangs up as well")
                    .isEqualTo(-1);
            assertThat(all).isNotNull();
        }
    }

    @Test
    void whoHangsUpWhileItsReportWaitsGivesItsPartBack() throws Exception {
        String report = "{\"report\": {\"results\": [], \"x\": \"" + "x".repeat(100_000) + "\"}}";

        hangUp("POST " + ReportClient.RUNS, report.getBytes(StandardCharsets.UTF_8));

        expectAllFree();
    }

    @Test
    void whoHangsUpWhileItWaitsForAReportGivesItsPartBack() throws Exception {
        Map<String, Object> result = ReportClient.result("/", "passed");
        result.put("message", "x".repeat(100_000));
        String run = ci.sent(result);

        hangUp("GET " + ReportClient.RUNS + "/" + run, new byte[0]);

        expectAllFree();
    }

    @Test
    void aBaselineTakesAsMuchAsTheReportThatItCameIn() throws Exception {
        Map<String, Object> result = ReportClient.result("home", "passed");
        result.put("snapshot", "x".repeat(100_000));
        ci.promote(ci.sent(result));

        hangUp("GET /api/v1/baselines/home/latest", new byte[0]);

        expectAllFree();
        assertThat(ci.call().get("/api/v1/baselines/home/latest").<String>path("snapshot"))
                .hasSize(100_000);
    }

    @Test
    void aScreenshotGivesItsPartBackWhenItIsServed() throws Exception {
        byte[] png = Pngs.random();
        String path = "/api/v1/screenshots/" + Digest.of(png);
        ci.call().contentType("image/png").body(png).put(path).then().statusCode(201);
        ci.call().get(path).then().statusCode(200);

        expectAllFree();
    }

    @Test
    void whatStandsAmongReferencesTakesItsPartWhenItIsRead() throws Exception {
        Map<String, Object> result = ReportClient.result("/", "passed");
        result.put("screenshotRefs", Map.of("more", "x".repeat(100_000)));
        String run = ci.sent(result);

        hangUp("GET " + ReportClient.RUNS + "/" + run, new byte[0]);

        expectAllFree();
        assertThat(ci.read(run).<String>path("report.results[0].screenshotRefs.more"))
                .hasSize(100_000);
    }

    /// Until then it stands in the server's memory, though the call is over.
    @Test
    void aLargeReplyKeepsItsPartUntilItsReaderHasTakenIt() throws Exception {
        Map<String, Object> result = ReportClient.result("/", "passed");
        // More than the system takes for a reader who does not read.
        result.put("snapshot", "x".repeat(16 << 20));
        String run = ci.sent(result);
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(4096);
            socket.setSoTimeout(MILLIS);
            socket.connect(new InetSocketAddress("localhost", RestAssured.port));
            socket.getOutputStream()
                    .write(("GET " + ReportClient.RUNS + "/" + run + " HTTP/1.1\r\nHost: localhost\r\n" + ci.header()
                                    + "\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.ISO_8859_1))
                    .isEqualTo("HTTP/1.1 200");

            assertThat(heap.take(ALL, Duration.ofSeconds(3))).isEmpty();
        }

        expectAllFree();
    }

    @Test
    void aFullFolderForTemporaryFilesIsSaidToBeFull(@TempDir Path folder) throws Exception {
        SmallDisk.expectThatItCanBeMounted();
        try (SmallDisk disk = SmallDisk.over(folder)) {
            LargeBodies bodies = new LargeBodies(heap, new HeldShares(new CurrentVertxRequest()), folder);
            assertThatThrownBy(() -> bodies.read(new ByteArrayInputStream(new byte[2 << 20])))
                    .isInstanceOfSatisfying(
                            ProblemException.class, e -> assertThat(e.code()).isEqualTo(ProblemCode.STORAGE_FULL));
            assertThat(disk.files()).isEmpty();
        }
        expectAllFree();
    }
}
