package dev.paddock.controlplane.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.Results;
import dev.paddock.controlplane.Server;
import dev.paddock.controlplane.Settings;
import dev.paddock.controlplane.blob.Blobs;
import dev.paddock.controlplane.blob.CollectBlobs;
import dev.paddock.controlplane.storage.Digest;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Document 001: results in chunks.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class Document001ChunksTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int CHUNKS = 7;

    private final Jdbi ledger;
    private final Blobs blobs;
    private final CollectBlobs sweep;
    private final String build = "build-" + UUID.randomUUID();
    private final byte[] zip = Results.zip(700_000);
    private Results.Project project;

    Document001ChunksTest(Jdbi ledger, Blobs blobs, CollectBlobs sweep) {
        this.ledger = ledger;
        this.blobs = blobs;
        this.sweep = sweep;
    }

    @BeforeEach
    void make() {
        project = Results.project();
    }

    private static void problem(Response reply, int status, String code) {
        reply.then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("code", equalTo(code))
                .body("error", equalTo(reply.path("detail")));
    }

    private static byte[] part(byte[] whole, int index) {
        int size = whole.length / CHUNKS + 1;
        return Arrays.copyOfRange(whole, index * size, Math.min(whole.length, (index + 1) * size));
    }

    private Response put(String upload, int index) {
        return Results.chunk(project, upload, index, CHUNKS, part(zip, index));
    }

    private String begin() {
        return Results.begin(project, build, zip.length, CHUNKS);
    }

    private String whole() {
        String upload = begin();
        IntStream.range(0, CHUNKS).forEach(index -> put(upload, index).then().statusCode(200));
        return upload;
    }

    private static List<Integer> together(int times, Callable<Integer> call) throws Exception {
        List<Integer> codes = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> code : threads.invokeAll(Collections.nCopies(times, call))) {
                codes.add(code.get());
            }
        }
        return codes;
    }

    @Test
    void chunksComeInAnyOrderAndArePutTogether() throws Exception {
        Response begun = Results.announce(project, build, zip.length, CHUNKS);
        String upload = begun.path("uploadId");
        begun.then().statusCode(201).header("Location", containsString(project.path() + "/uploads/" + upload));
        Results.progress(project, upload)
                .then()
                .statusCode(200)
                .body("phase", equalTo("uploading"))
                .body("missing", equalTo(List.of(0, 1, 2, 3, 4, 5, 6)));

        List<Integer> order = List.of(3, 0, 6, 1, 5, 2, 4);
        for (int nth = 0; nth < CHUNKS; nth++) {
            put(upload, order.get(nth))
                    .then()
                    .statusCode(200)
                    .body("chunkIndex", equalTo(order.get(nth)))
                    .body("received", equalTo(nth + 1))
                    .body("total", equalTo(CHUNKS));
        }
        Results.progress(project, upload)
                .then()
                .body("missing", equalTo(List.of()))
                .body("receivedChunks", equalTo(CHUNKS));
        Results.complete(project, upload).then().statusCode(202).body("status", equalTo("assembled"));

        assertThat(blobs.open(Digest.of(zip)).orElseThrow().stream()).hasBinaryContent(zip);
        assertThat(Results.upload(upload))
                .containsEntry("fileName", "results.zip")
                .containsEntry("totalSize", zip.length)
                .containsEntry("totalChunks", CHUNKS)
                .containsEntry("receivedChunks", CHUNKS)
                .containsEntry("buildId", build)
                .extracting("phase")
                .isNotIn("uploading", "assembling");
    }

    @Test
    void chunksComeSeveralAtOnce() throws Exception {
        String upload = begin();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> puts = new ArrayList<>();
            for (int i = 0; i < 2 * CHUNKS; i++) {
                int index = i % CHUNKS;
                puts.add(() -> put(upload, index).statusCode());
            }
            for (Future<Integer> code : threads.invokeAll(puts)) {
                assertThat(code.get()).isEqualTo(200);
            }
        }
        Results.complete(project, upload).then().statusCode(202);
        assertThat(blobs.open(Digest.of(zip)).orElseThrow().stream()).hasBinaryContent(zip);
    }

    @Test
    void aChunkThatComesAgainChangesNothing() {
        String upload = begin();
        put(upload, 2).then().statusCode(200).body("received", equalTo(1));
        put(upload, 2).then().statusCode(200).body("received", equalTo(1));
        problem(Results.chunk(project, upload, 2, CHUNKS, part(zip, 3)), 409, "chunk_differs");
        problem(Results.chunk(project, upload, 2, CHUNKS, Arrays.copyOf(part(zip, 2), 5)), 409, "chunk_differs");
        problem(Results.chunk(project, upload, 2, CHUNKS, zip), 409, "chunk_differs");
        assertThat(isStored(part(zip, 2))).isTrue();
        assertThat(isStored(part(zip, 3))).isFalse();
        assertThat(isStored(zip)).isFalse();
        Results.progress(project, upload).then().body("missing", equalTo(List.of(0, 1, 3, 4, 5, 6)));
    }

    private boolean isStored(byte[] bytes) {
        return !blobs.present(List.of(Digest.of(bytes))).isEmpty();
    }

    @Test
    void ofChunksThatComeAtOnceForOnePlaceOnlyTheFirstIsLeft() throws Exception {
        String upload = Results.begin(project, build, 50_000_000, CHUNKS);
        List<byte[]> bodies = IntStream.range(0, 8)
                .mapToObj(nth -> Arrays.copyOf(Results.zip(2_000_000), 2_000_000))
                .toList();
        List<Callable<Integer>> puts = bodies.stream()
                .<Callable<Integer>>map(body ->
                        () -> Results.chunk(project, upload, 0, CHUNKS, body).statusCode())
                .toList();
        List<Integer> codes = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> code : threads.invokeAll(puts)) {
                codes.add(code.get());
            }
        }
        assertThat(codes).containsOnlyOnce(200).containsOnly(200, 409);

        List<byte[]> left = List.of(bodies.get(codes.indexOf(200)));
        Awaitility.await().atMost(PATIENCE).until(() -> {
            sweep.collect();
            return bodies.stream().filter(this::isKnown).toList().equals(left);
        });
    }

    /// Asks for no grace time, as [#isStored] does.
    private boolean isKnown(byte[] bytes) {
        return ledger.withHandle(handle -> handle.select(
                        "select count(*) from blob where digest = ?",
                        Digest.of(bytes).hex())
                .mapTo(Boolean.class)
                .one());
    }

    @Test
    void anUploadWithMissingChunksIsNotComplete() {
        String upload = begin();
        put(upload, 0);
        put(upload, 5);

        Response early = Results.complete(project, upload);

        problem(early, 409, "chunks_missing");
        early.then().body("missing", equalTo(List.of(1, 2, 3, 4, 6)));
        List.of(1, 2, 3, 4, 6).forEach(index -> put(upload, index).then().statusCode(200));
        Results.complete(project, upload).then().statusCode(202);
    }

    @Test
    void manyWhoCompleteAtOnceMeetOneResult() throws Exception {
        String upload = whole();

        assertThat(together(8, () -> Results.complete(project, upload).statusCode()))
                .containsOnly(202);
        Results.complete(project, upload).then().statusCode(202);
        assertThat(entries("upload.complete", upload)).isEqualTo(1);
        problem(Results.send(project, build, zip), 409, "build_exists");
    }

    private long entries(String action, String object) {
        return ledger.withHandle(handle -> handle.select(
                        "select count(*) from audit_entry where action = ? and object = ?", action, object)
                .mapTo(Long.class)
                .one());
    }

    @Test
    void aChunkAfterTheEndIsRefused() {
        String upload = whole();
        Results.complete(project, upload).then().statusCode(202);

        problem(put(upload, 0), 409, "upload_closed");
    }

    @ParameterizedTest
    @CsvSource({
        "7, 7, X-Chunk-Index", "-1, 7, X-Chunk-Index", "x, 7, X-Chunk-Index", "1.0, 7, X-Chunk-Index",
        "0, 8, X-Total-Chunks", "0, 6, X-Total-Chunks", "0, 0x7, X-Total-Chunks", "99999999999, 7, X-Chunk-Index"
    })
    void aPlaceThatIsNoneIsRefused(String index, String total, String named) {
        Results.bytes("application/octet-stream", part(zip, 0))
                .header("X-Chunk-Index", index)
                .header("X-Total-Chunks", total)
                .put(project.path() + "/uploads/" + begin())
                .then()
                .statusCode(400)
                .body("code", equalTo("invalid_value"))
                .body("errors.field", equalTo(List.of(named)));
    }

    @Test
    void aChunkWithoutItsPlaceIsRefused() {
        Results.bytes("application/octet-stream", part(zip, 0))
                .put(project.path() + "/uploads/" + begin())
                .then()
                .statusCode(400)
                .body("errors.field", equalTo(List.of("X-Chunk-Index", "X-Total-Chunks")));
    }

    @Test
    void chunksOfWrongSizesAreRefused() {
        String upload = begin();
        problem(Results.chunk(project, upload, 0, CHUNKS, new byte[0]), 400, "malformed_request");
        byte[] most = Results.zip(zip.length);
        problem(Results.chunk(project, upload, 0, CHUNKS, most), 409, "wrong_size");
        put(upload, 1).then().statusCode(200);
        byte[] more = Arrays.copyOf(most, zip.length - part(zip, 1).length + 1);
        problem(Results.chunk(project, upload, 0, CHUNKS, more), 409, "wrong_size");
        assertThat(isStored(most)).isFalse();
        assertThat(isStored(more)).isFalse();
        Results.progress(project, upload).then().body("receivedChunks", equalTo(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 52428801", "Transfer-Encoding: chunked"})
    void aChunkThatIsLargerThanTheLimitIs413(String framing) throws IOException {
        String upload = Results.begin(project, build, 100_000_000, CHUNKS);
        try (Socket socket = new Socket("localhost", RestAssured.port)) {
            OutputStream out = socket.getOutputStream();
            out.write(head(upload, framing));
            if (framing.startsWith("Transfer")) {
                // One byte more than the limit, and not the end.
                out.write("3200001\r\n".getBytes(StandardCharsets.US_ASCII));
                out.write(new byte[(50 << 20) + 1]);
                out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 413 ")
                    .contains("\"too_large\"");
        }
        Results.progress(project, upload).then().body("receivedChunks", equalTo(0));
    }

    /// Of a call that sends the first chunk.
    private byte[] head(String upload, String framing) {
        return ("PUT " + project.path() + "/uploads/" + upload + " HTTP/1.1\r\nHost: localhost\r\n" + "x-api-key: "
                        + RealServices.ADMIN_KEY + "\r\nX-Chunk-Index: 0\r\nX-Total-Chunks: " + CHUNKS + "\r\n"
                        + framing + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void aClientThatIsGoneInMidChunkSendsItAgain() throws IOException {
        String upload = begin();
        byte[] chunk = part(zip, 0);
        try (Socket socket = new Socket("localhost", RestAssured.port)) {
            socket.getOutputStream().write(head(upload, "Content-Length: " + chunk.length));
            socket.getOutputStream().write(chunk, 0, chunk.length / 2);
        }

        put(upload, 0).then().statusCode(200).body("received", equalTo(1));
        assertThat(Results.upload(upload)).containsEntry("phase", "uploading");
        IntStream.range(1, CHUNKS).forEach(index -> put(upload, index).then().statusCode(200));
        Results.complete(project, upload).then().statusCode(202);
    }

    @Test
    void chunksThatAreLessThanAnnouncedFail() {
        String upload = Results.begin(project, build, zip.length + 1, CHUNKS);
        IntStream.range(0, CHUNKS).forEach(index -> put(upload, index).then().statusCode(200));

        problem(Results.complete(project, upload), 409, "wrong_size");

        assertThat(Results.upload(upload))
                .containsEntry("phase", "failed")
                .containsEntry("failedAtPhase", "assembling");
        problem(Results.complete(project, upload), 409, "upload_closed");
    }

    @Test
    void chunksThatMakeNoArchiveFailAndLetGoOfAll() throws IOException {
        byte[] broken = zip.clone();
        // In the name of the first entry: the rest is not read.
        broken[30] = '\0';
        String upload = begin();
        IntStream.range(0, CHUNKS)
                .forEach(index -> Results.chunk(project, upload, index, CHUNKS, part(broken, index))
                        .then()
                        .statusCode(200));

        Response refused = Results.complete(project, upload);

        problem(refused, 400, "bad_archive");
        refused.then().body("rule", equalTo("control_character"));
        Map<String, Object> failed = Results.upload(upload);
        assertThat(failed)
                .containsEntry("phase", "failed")
                .containsEntry("failedAtPhase", "assembling")
                .containsEntry("error", refused.path("detail"));
        assertThat(references(failed)).isZero();
        assertThat(openFiles(part(broken, 0))).isEmpty();
        Results.progress(project, upload).then().body("error", equalTo(refused.path("detail")));
        // Its build id is free.
        Results.send(project, build, zip).then().statusCode(202);
    }

    /// What this process has open of a blob.
    private static List<String> openFiles(byte[] bytes) throws IOException {
        String digest = Digest.of(bytes).hex();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors
                    .map(Document001ChunksTest::target)
                    .filter(target -> target.contains(digest))
                    .toList();
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            // Closed meanwhile.
            return "";
        }
    }

    private long references(Map<String, Object> upload) {
        return ledger.withHandle(handle -> handle.select(
                        "select count(*) from blob_reference where kind = 'upload' and owner = ?", upload.get("id"))
                .mapTo(Long.class)
                .one());
    }

    private static String developer() {
        return Settings.text(Map.of("name", "developer", "role", "developer"));
    }

    private Response announce(String key) {
        return Settings.key(key)
                .body(Map.of("totalSize", zip.length, "totalChunks", CHUNKS, "buildId", build))
                .post(project.path() + "/uploads");
    }

    private Response put(String key, String upload, int index, byte[] bytes) {
        return Settings.key(key)
                .contentType("application/octet-stream")
                .header("X-Chunk-Index", index)
                .header("X-Total-Chunks", CHUNKS)
                .body(bytes)
                .put(project.path() + "/uploads/" + upload);
    }

    @Test
    void aBuildIdIsTakenFromTheAnnouncementOn() {
        String upload = begin();
        String other = developer();
        problem(announce(other), 409, "build_exists");
        problem(
                Settings.key(other)
                        .contentType("application/octet-stream")
                        .body(zip)
                        .post(project.path() + "/results?buildId=" + build),
                409,
                "build_exists");
        put(upload, 0).then().statusCode(200);
    }

    @Test
    void whoIsToldToBeginAnotherUploadCan() {
        String key = developer();
        String first = announce(key).then().statusCode(201).extract().path("uploadId");
        put(key, first, 0, part(zip, 0)).then().statusCode(200);
        problem(put(key, first, 0, part(zip, 1)), 409, "chunk_differs");

        String second = announce(key).then().statusCode(201).extract().path("uploadId");

        assertThat(Results.upload(first))
                .containsEntry("phase", "failed")
                .containsEntry("error", "Its sender began another upload of the build.");
        assertThat(references(Results.upload(first))).isZero();
        Response late = put(key, first, 1, part(zip, 1));
        problem(late, 409, "upload_closed");
        late.then().body("detail", containsString("began another"));
        IntStream.range(0, CHUNKS)
                .forEach(index ->
                        put(key, second, index, part(zip, index)).then().statusCode(200));
        Settings.key(key)
                .post(project.path() + "/uploads/" + second + "/complete")
                .then()
                .statusCode(202);
        problem(announce(key), 409, "build_exists");
    }

    @Test
    void whoSendsAllInOneCallNeedNotEndItsUploadInChunks() {
        String upload = begin();

        Results.send(project, build, zip).then().statusCode(202);

        assertThat(Results.upload(upload)).containsEntry("phase", "failed");
    }

    @Test
    void whatCannotBeAnnouncedIsNamed() {
        Map<String, Object> good =
                Map.of("fileName", "r.zip", "totalSize", 100_000_000, "totalChunks", 2, "buildId", build);
        Map<String, List<Object>> bad = Map.of(
                "fileName", List.of("", "a\nb", "x".repeat(256)),
                "totalSize", List.of(0, -1, (1L << 30) + 1),
                "totalChunks", List.of(0, -1, 1, 10_001),
                "buildId", List.of("", "-a", "a/b", "x".repeat(129)));
        bad.forEach((member, values) -> values.forEach(value -> {
            Map<String, Object> body = new HashMap<>(good);
            body.put(member, value);
            Server.admin()
                    .body(body)
                    .post(project.path() + "/uploads")
                    .then()
                    .statusCode(400)
                    .body("errors.field", equalTo(List.of(member)));
        }));
        Server.admin()
                .body("{}")
                .post(project.path() + "/uploads")
                .then()
                .statusCode(400)
                .body("errors.field", equalTo(List.of("buildId", "totalSize", "totalChunks")));
        problem(Results.announce(new Results.Project(project.environment(), "none"), build, 10, 1), 404, "not_found");
    }

    @Test
    void anUploadOfAnotherProjectIsNotThere() {
        String upload = begin();
        Results.Project other = Results.project();
        problem(Results.progress(other, upload), 404, "not_found");
        problem(Results.chunk(other, upload, 0, CHUNKS, part(zip, 0)), 404, "not_found");
        problem(Results.complete(other, upload), 404, "not_found");
    }

    @Test
    void anAbandonedUploadFailsAndLetsGoOfItsChunks() {
        String upload = begin();
        put(upload, 0).then().statusCode(200);
        ledger.useHandle(handle -> handle.execute(
                "update upload_session set due_at = now() - interval '1 s' where upload_id = ?", upload));

        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> "failed".equals(Results.upload(upload).get("phase")));
        assertThat(Results.upload(upload))
                .containsEntry("failedAtPhase", "uploading")
                .containsEntry("error", "No chunk came for too long; send the results again.");
        assertThat(references(Results.upload(upload))).isZero();
        problem(put(upload, 1), 409, "upload_closed");
        begin();
    }

    @Test
    void anUploadWhoseAssemblerIsGoneIsPutTogetherByAnother() {
        String upload = whole();
        orphan(upload, 1);

        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> !List.of("uploading", "assembling")
                        .contains((String) Results.upload(upload).get("phase")));
        assertThat(Results.upload(upload).get("phase")).isNotEqualTo("failed");
        Results.complete(project, upload).then().statusCode(202);
    }

    @Test
    void anUploadThatThreeAssemblersDidNotSurviveFails() {
        String upload = begin();
        orphan(upload, 3);

        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> "failed".equals(Results.upload(upload).get("phase")));
        assertThat(Results.upload(upload)).containsEntry("failedAtPhase", "assembling");
    }

    /// As a process leaves it that was killed while it put the chunks together.
    private void orphan(String upload, int tries) {
        ledger.useHandle(handle -> handle.execute(
                "update upload_session set phase = 'assembling', holder = gen_random_uuid(), tries = ?,"
                        + " due_at = now() - interval '1 s' where upload_id = ?",
                tries,
                upload));
    }

    @Test
    void everyChunkIsAuditedOnce() {
        String upload = begin();
        put(upload, 0).then().statusCode(200);
        assertThat(entries("upload.begin", upload)).isEqualTo(1);
        assertThat(entries("upload.chunk", upload)).isEqualTo(1);
        put(upload, 0).then().statusCode(200);
        assertThat(entries("upload.chunk", upload)).isEqualTo(1);
    }
}
