package dev.paddock.controlplane.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.Results;
import dev.paddock.controlplane.Server;
import dev.paddock.controlplane.Settings;
import dev.paddock.controlplane.archive.RawZip;
import dev.paddock.controlplane.storage.Digest;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
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
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Document 001: results in one call, and the uploads that are known.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class Document001UploadsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Jdbi ledger;
    private final Path blobs;
    private final String build = "2024-01-15-" + UUID.randomUUID();
    private Results.Project project;

    Document001UploadsTest(Jdbi ledger, @ConfigProperty(name = "paddock.storage.folder") Path blobs) {
        this.ledger = ledger;
        this.blobs = blobs;
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

    private ValidatableResponse taken(byte[] zip) {
        return Results.send(project, build, zip).then().statusCode(202);
    }

    /// What is being received, or was and is of no use.
    private List<Path> drafts() throws IOException {
        try (Stream<Path> files = Files.walk(blobs.resolve("drafts"))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !List.of("lock", "opening")
                            .contains(file.getFileName().toString()))
                    .toList();
        }
    }

    /// Reports of other tests are stored meanwhile.
    private void nothingIsBeingReceived() {
        Awaitility.await().atMost(PATIENCE).until(() -> drafts().isEmpty());
    }

    private boolean isStored(byte[] bytes) throws IOException {
        String digest = Digest.of(bytes).hex();
        boolean known = ledger.withHandle(handle -> handle.select("select count(*) from blob where digest = ?", digest)
                .mapTo(Boolean.class)
                .one());
        assertThat(Files.exists(blobs.resolve(digest.substring(0, 2)).resolve(digest)))
                .isEqualTo(known);
        return known;
    }

    @Test
    void resultsInOneCallAreTaken() throws IOException {
        byte[] zip = Results.zip(100_000);

        String uploadId =
                taken(zip).body("status", equalTo("received")).extract().path("uploadId");

        assertThat(isStored(zip)).isTrue();
        assertThat(Results.of(project, build))
                .singleElement()
                .satisfies(upload -> assertThat(upload)
                        .containsEntry("uploadId", uploadId)
                        .containsEntry("projectId", "web")
                        .containsEntry("fileName", null)
                        .containsEntry("totalSize", zip.length)
                        .containsEntry("totalChunks", 1)
                        .containsEntry("receivedChunks", 1)
                        .containsKeys("id", "phase", "uploadedBy", "startedAt", "passed", "failed", "skipped", "total")
                        .satisfies(known -> assertThat((String) known.get("id")).startsWith("upload_"))
                        .satisfies(known -> assertThat(known.get("phase")).isNotEqualTo("uploading")));
    }

    @Test
    void zipsComeAsZipsOrAsBytes() {
        Results.bytes("application/octet-stream", Results.zip(10))
                .post(project.path() + "/results?buildId=" + build)
                .then()
                .statusCode(202);
        problem(
                Results.bytes("text/plain", Results.zip(10)).post(project.path() + "/results?buildId=b2"),
                415,
                "unsupported_media_type");
        problem(Server.admin().body("{}").post(project.path() + "/results?buildId=b2"), 415, "unsupported_media_type");
        assertThat(Results.of(project, "b2")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?buildId=", "?buildId=-a", "?buildId=a/b", "?buildId=..", "?buildId=a%20b"})
    void aBuildIdThatIsNoneIs400(String query) {
        problem(
                Results.bytes(Results.ZIP, Results.zip(10)).post(project.path() + "/results" + query),
                400,
                "invalid_value");
    }

    @Test
    void aProjectThatThereIsNotIs404() {
        problem(
                Results.send(new Results.Project(project.environment(), "none"), build, Results.zip(10)),
                404,
                "not_found");
        problem(Results.send(new Results.Project("none", "web"), build, Results.zip(10)), 404, "not_found");
    }

    @Test
    void aBuildIdIsTakenOnce() throws IOException {
        taken(Results.zip(10));

        byte[] other = Results.zip(3_000_000);
        problem(Results.send(project, build, other), 409, "build_exists");

        assertThat(isStored(other)).isFalse();
        assertThat(Results.of(project, build)).hasSize(1);
        // In another project it is another build.
        Results.send(Results.project(), build, Results.zip(10)).then().statusCode(202);
    }

    @Test
    void ofManyWhoSendTheSameBuildAtOnceOneIsTaken() throws Exception {
        Callable<Integer> send =
                () -> Results.send(project, build, Results.zip(200_000)).statusCode();
        List<Integer> codes = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> code : threads.invokeAll(Collections.nCopies(8, send))) {
                codes.add(code.get());
            }
        }
        assertThat(codes).containsOnlyOnce(202).containsOnly(202, 409);
        assertThat(Results.of(project, build)).hasSize(1);
    }

    @Test
    void anArchiveThatIsRefusedLeavesNothingAndItsBuildIdIsFree() throws IOException {
        RawZip tricks = new RawZip();
        tricks.add("a-result.json", "{}");
        tricks.add("b-result.json", "/etc/passwd").mode(0120777);
        byte[] zip = tricks.bytes();

        Response refused = Results.send(project, build, zip);

        problem(refused, 400, "bad_archive");
        refused.then().body("rule", equalTo("symbolic_link")).body("detail", containsString("b-result.json"));
        assertThat(isStored(zip)).isFalse();
        nothingIsBeingReceived();
        assertThat(Results.of(project, build))
                .singleElement()
                .satisfies(upload -> assertThat(upload)
                        .containsEntry("phase", "failed")
                        .containsEntry("failedAtPhase", "uploading")
                        .containsEntry("error", refused.path("detail"))
                        .containsEntry("receivedChunks", 0)
                        .containsKey("completedAt"));
        taken(Results.zip(10));
        assertThat(Results.of(project, build)).hasSize(2);
    }

    @Test
    void whoSendsALotIsToldWhyItIsRefusedInTheEnd() throws IOException {
        byte[] zip = Results.zip(20_000_000);
        zip[0] = 'X';

        problem(Results.send(project, build, zip), 400, "bad_archive");
        nothingIsBeingReceived();
    }

    @Test
    void moreThanTheLimitIs413() throws IOException {
        assertThat(announce((1L << 30) + 1)).startsWith("HTTP/1.1 413 ").contains("\"too_large\"");
        assertThat(Results.of(project, build)).isEmpty();
    }

    private String announce(long length) throws IOException {
        try (Socket socket = new Socket("localhost", RestAssured.port)) {
            socket.getOutputStream().write(head("Content-Length: " + length));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private byte[] head(String framing) {
        return ("POST " + project.path() + "/results?buildId=" + build + " HTTP/1.1\r\nHost: localhost\r\n"
                        + "Content-Type: application/zip\r\nx-api-key: " + RealServices.ADMIN_KEY + "\r\n" + framing
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 5000000", "Transfer-Encoding: chunked"})
    void aClientThatIsGoneInMidBodyLeavesNothing(String framing) throws IOException {
        byte[] half = Arrays.copyOf(Results.zip(4_000_000), 2_000_000);
        try (Socket socket = new Socket("localhost", RestAssured.port)) {
            OutputStream out = socket.getOutputStream();
            out.write(head(framing));
            if (framing.startsWith("Transfer")) {
                out.write((Integer.toHexString(3_000_000) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            }
            out.write(half);
            out.flush();
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() ->
                            drafts().stream().anyMatch(draft -> draft.toFile().length() > 1_000_000));
            assertThat(Results.of(project, build))
                    .singleElement()
                    .satisfies(upload -> assertThat(upload)
                            .containsEntry("phase", "uploading")
                            .doesNotContainKeys("failedAtPhase", "error", "completedAt", "reportUrl"));
        }

        Awaitility.await()
                .atMost(PATIENCE)
                .until(() ->
                        "failed".equals(Results.of(project, build).getFirst().get("phase")));
        assertThat(Results.of(project, build).getFirst())
                .containsEntry("failedAtPhase", "uploading")
                .containsEntry("error", "The body ended before it was whole; send all of it again.");
        nothingIsBeingReceived();
        taken(Results.zip(10));
    }

    private Response keyed(String buildId, byte[] zip) {
        return Results.bytes(Results.ZIP, zip)
                .header("Idempotency-Key", build)
                .post(project.path() + "/results?buildId=" + buildId);
    }

    /// A sender whose connection is open, and who has sent so much.
    private Socket begun(byte[] zip, int length) throws IOException {
        Socket socket = new Socket("localhost", RestAssured.port);
        socket.getOutputStream().write(head("Idempotency-Key: " + build + "\r\nContent-Length: " + zip.length));
        socket.getOutputStream().write(zip, 0, length);
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> !Results.of(project, build).isEmpty());
        return socket;
    }

    @Test
    void aRepeatWithTheSameKeyGetsTheFirstReply() {
        byte[] zip = Results.zip(3_000_000);
        String uploadId = keyed(build, zip).then().statusCode(202).extract().path("uploadId");

        keyed(build, zip)
                .then()
                .statusCode(202)
                .body("status", equalTo("received"))
                .body("uploadId", equalTo(uploadId));

        assertThat(Results.of(project, build)).hasSize(1);
        // Nothing but the upload itself says so: it is known whatever became of the first reply.
        assertThat(keptReplies()).isZero();
    }

    private long keptReplies() {
        return ledger.withHandle(handle -> handle.select("select count(*) from kept_reply where key = ?", build)
                .mapTo(Long.class)
                .one());
    }

    @Test
    void whatBrokeOffInMidBodyIsTakenWithTheSameKey() throws IOException {
        byte[] zip = Results.zip(4_000_000);
        begun(zip, 2_000_000).close();

        keyed(build, zip).then().statusCode(202);

        assertThat(Results.of(project, build))
                .hasSize(2)
                .last()
                .satisfies(first -> assertThat(first).containsEntry("phase", "failed"));
        assertThat(isStored(zip)).isTrue();
    }

    @Test
    void aTwinThatTakesTooLongIsNotWaitedFor() throws IOException {
        byte[] zip = Results.zip(4_000_000);
        try (Socket first = begun(zip, 2_000_000)) {
            Response second = keyed(build, zip);
            problem(second, 409, "idempotency_in_flight");
            second.then().header("Retry-After", notNullValue());
            first.getOutputStream().write(zip, 2_000_000, zip.length - 2_000_000);
            keyed(build, zip).then().statusCode(202);
        }
        assertThat(Results.of(project, build)).hasSize(1);
    }

    @Test
    void aKeyIsForOneArchiveAndOneBuild() throws IOException {
        byte[] zip = Results.zip(10);
        byte[] other = Results.zip(3_000_000);
        keyed(build, zip).then().statusCode(202);

        problem(keyed(build, other), 422, "idempotency_key_reused");
        problem(keyed("b2", zip), 422, "idempotency_key_reused");

        assertThat(isStored(other)).isFalse();
        assertThat(Results.of(project, "b2")).isEmpty();
        // Of another caller it is another key, and of another project, too.
        Results.Project second = Results.project();
        Results.bytes(Results.ZIP, zip)
                .header("Idempotency-Key", build)
                .post(second.path() + "/results?buildId=b2")
                .then()
                .statusCode(202);
    }

    @Test
    void aKeyWhoseCallWasRefusedIsFree() {
        byte[] broken = Results.zip(1000);
        broken[0] = 'X';
        problem(keyed(build, broken), 400, "bad_archive");
        keyed(build, Results.zip(10)).then().statusCode(202);

        String taken = "taken-" + build;
        Results.send(project, taken, Results.zip(10)).then().statusCode(202);
        Response refused = Results.bytes(Results.ZIP, Results.zip(10))
                .header("Idempotency-Key", taken)
                .post(project.path() + "/results?buildId=" + taken);
        problem(refused, 409, "build_exists");
        Server.admin().delete(project.path() + "/reports/" + taken).then().statusCode(204);
        Results.bytes(Results.ZIP, Results.zip(10))
                .header("Idempotency-Key", taken)
                .post(project.path() + "/results?buildId=" + taken)
                .then()
                .statusCode(202);
    }

    @Test
    void aKeyIsForgottenAfterADay() {
        keyed(build, Results.zip(10)).then().statusCode(202);
        ledger.useHandle(handle ->
                handle.execute("update upload_key set created_at = now() - interval '25 h' where key = ?", build));

        keyed("b2", Results.zip(10)).then().statusCode(202);
    }

    @Test
    void withoutALimitAllUploadsAreListed() {
        ledger.useHandle(handle -> handle.execute("""
                insert into upload_session (id, upload_id, environment_id, project_id, build_id, chunked, total_chunks,
                    uploaded_by, started_at, completed_at, phase, failed_at_phase, error)
                select 'upload_' || md5(random()::text), gen_random_uuid(), ?, ?, 'b' || n, false, 1, 'somebody',
                    timestamptz '2020-01-01' + n / 7 * interval '1 s', now(), 'failed', 'uploading', 'Failed.'
                from generate_series(1, 1203) n
                """, project.environment(), project.id()));
        List<String> ordered = ledger.withHandle(handle -> handle.select(
                        "select id from upload_session where environment_id = ? order by started_at desc, id desc",
                        project.environment())
                .mapTo(String.class)
                .list());
        String key = Settings.text(
                Map.of("name", "one", "role", "viewer", "scope", Map.of("projects", List.of(project.name()))));
        try {
            assertThat(Settings.key(key).get("/api/uploads").<List<String>>path("id"))
                    .hasSize(1203)
                    .isEqualTo(ordered);
            assertThat(Settings.key(key).get("/api/uploads?offset=1201").<List<String>>path("id"))
                    .isEqualTo(ordered.subList(1201, 1203));
            assertThat(Settings.key(key).get("/api/uploads?limit=1000").<List<String>>path("id"))
                    .isEqualTo(ordered.subList(0, 1000));
        } finally {
            Server.admin().delete(project.path()).then().statusCode(204);
        }
    }

    @Test
    void uploadsAreListedInParts() {
        String first = taken(Results.zip(10)).extract().path("uploadId");
        String second = Results.send(project, "b2", Results.zip(10)).path("uploadId");
        String key = Settings.text(
                Map.of("name", "one", "role", "viewer", "scope", Map.of("projects", List.of(project.name()))));

        Settings.key(key).get("/api/uploads").then().statusCode(200).body("uploadId", equalTo(List.of(second, first)));
        Settings.key(key).get("/api/uploads?limit=1").then().body("uploadId", equalTo(List.of(second)));
        Settings.key(key).get("/api/uploads?limit=1&offset=1").then().body("uploadId", equalTo(List.of(first)));
        problem(Settings.key(key).get("/api/uploads?limit=0"), 400, "invalid_value");
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "uploadId"})
    void anUploadIsDeletedByEitherId(String either) {
        taken(Results.zip(10));
        Map<String, Object> upload = Results.of(project, build).getFirst();

        Server.admin().delete("/api/uploads/" + upload.get(either)).then().statusCode(204);

        assertThat(Results.of(project, build)).isEmpty();
        problem(Server.admin().delete("/api/uploads/" + upload.get(either)), 404, "not_found");
        assertThat(references(String.valueOf(upload.get("id")))).isZero();
    }

    private long references(String id) {
        return ledger.withHandle(
                handle -> handle.select("select count(*) from blob_reference where kind = 'upload' and owner = ?", id)
                        .mapTo(Long.class)
                        .one());
    }

    @Test
    void anUploadThatIsDeletedInMidBodyComesToNothing() throws Exception {
        byte[] zip = Results.zip(3_000_000);
        try (Socket socket = new Socket("localhost", RestAssured.port)) {
            socket.getOutputStream().write(head("Connection: close\r\nContent-Length: " + zip.length));
            socket.getOutputStream().write(zip, 0, 1_000_000);
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> !Results.of(project, build).isEmpty());
            Object id = Results.of(project, build).getFirst().get("id");
            Server.admin().delete("/api/uploads/" + id).then().statusCode(204);
            socket.getOutputStream().write(zip, 1_000_000, zip.length - 1_000_000);

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 404 ");
        }
        assertThat(Results.of(project, build)).isEmpty();
        taken(Results.zip(10));
    }

    @Test
    void whatBelongsToADeletedProjectIsGone() {
        taken(Results.zip(10));
        String id = String.valueOf(Results.of(project, build).getFirst().get("id"));
        String open = Results.begin(project, "b2", 10, 1);

        Server.admin().delete(project.path()).then().statusCode(204);

        assertThat(Results.of(project, build)).isEmpty();
        assertThat(references(id)).isZero();
        problem(Results.progress(project, open), 404, "not_found");
    }

    @Test
    void onlyThoseWhoMayUploadDo() {
        String viewer = Settings.text(Map.of("name", "viewer", "role", "viewer"));
        String developer = Settings.text(Map.of("name", "developer", "role", "developer"));
        String path = project.path() + "/results?buildId=" + build;

        problem(Settings.key(viewer).contentType("application/octet-stream").post(path), 403, "forbidden");
        Settings.key(developer)
                .contentType("application/octet-stream")
                .body(Results.zip(10))
                .post(path)
                .then()
                .statusCode(202);
        String id = String.valueOf(Results.of(project, build).getFirst().get("id"));
        Settings.key(viewer).get("/api/uploads").then().statusCode(200).body("[0]", notNullValue());
        problem(Settings.key(developer).delete("/api/uploads/" + id), 403, "forbidden");
    }

    @Test
    void aKeyForAnotherProjectMeetsNothingOfIt() {
        String foreign = taken(Results.zip(10)).extract().path("uploadId");
        Results.Project own = Results.project();
        String key =
                Settings.text(Map.of("name", "own", "role", "admin", "scope", Map.of("projects", List.of(own.name()))));
        String mine = Results.send(own, build, Results.zip(10)).path("uploadId");

        Settings.key(key).get("/api/uploads").then().body("uploadId", equalTo(List.of(mine)));
        problem(Settings.key(key).delete("/api/uploads/" + foreign), 404, "not_found");
        problem(
                Settings.key(key)
                        .contentType("application/octet-stream")
                        .body(Results.zip(10))
                        .post(project.path() + "/results?buildId=b2"),
                404,
                "not_found");
        Settings.key(key).delete("/api/uploads/" + mine).then().statusCode(204);
    }
}
