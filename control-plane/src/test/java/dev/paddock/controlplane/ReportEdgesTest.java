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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What senders of reports and reviewers do at the edges of what is documented.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class ReportEdgesTest {

    private final Path blobs;
    private ReportClient ci;

    ReportEdgesTest(@ConfigProperty(name = "paddock.storage.folder") Path blobs) {
        this.blobs = blobs;
    }

    @BeforeEach
    void register() {
        ci = new ReportClient();
    }

    private Response post(String body) {
        return ci.call().body(body.replace('\'', '"')).post(ReportClient.RUNS);
    }

    private static List<Response> atOnce(int many, Supplier<Response> call) {
        return IntStream.range(0, many)
                .mapToObj(i -> CompletableFuture.supplyAsync(call, Thread::startVirtualThread))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
    }

    @Test
    void nobodyReportsForADeletedRepository() {
        String run = ci.sent(ReportClient.result("/", "passed"));
        String limited = Settings.text(Map.of(
                "name",
                "test-deleted",
                "role",
                "developer",
                "scope",
                Map.of("repositories", List.of(ci.repository().id()))));
        Server.admin().delete("/v1/repositories/" + ci.repository().id()).then().statusCode(204);

        for (Response refused : List.of(
                ci.send(ReportClient.result("/", "passed")),
                Settings.key(limited)
                        .body(Map.of("report", Map.of("results", List.of())))
                        .post(ReportClient.RUNS),
                ci.call()
                        .body(Map.of("target", "/", "kind", "dom", "snapshot", 1))
                        .post("/api/v1/baselines"),
                ci.call().body(Map.of("digests", List.of())).post("/api/v1/screenshots/probe"))) {
            assertThat(refused.statusCode()).as(refused.asString()).isIn(401, 404);
        }
        Server.admin().get("/api/v1/runs/" + run).then().statusCode(200);
        assertThat(ci.runs()).isEqualTo(1);
    }

    @Test
    void membersBesideReferencesAreKept() {
        byte[] png = Pngs.random();
        String digest = Digest.of(png).hex();
        ci.call()
                .contentType("image/png")
                .body(png)
                .put("/api/v1/screenshots/" + digest)
                .then()
                .statusCode(201);
        String run = post("{'report': {'results': [{'target': '/', 'kind': 'x', 'status': 'new', 'screenshotRefs': "
                        + "{'candidate': '" + digest + "', 'thumbnail': {'w': 1.50}, 'diff': null}}]}}")
                .then()
                .statusCode(201)
                .extract()
                .path("run.id");

        ci.read(run).then().body("report.results[0].screenshotRefs.candidate", equalTo(digest));
        assertThat(ci.read(run).asString()).contains("\"thumbnail\":{\"w\":1.50}");
    }

    @Test
    void aTargetThatFailedLastIsNotPromotedForHavingPassedBefore() {
        String run = ci.sent(
                ReportClient.shown("home", "passed", Map.of("candidate", Pngs.random())),
                ReportClient.shown("home", "failed", Map.of("candidate", Pngs.random())));

        ci.promote(run).then().body("promoted", empty());
    }

    @Test
    void numbersNobodyCanHoldAreRefused() {
        for (String number : List.of("1e99999999999", "-1e99999999999", "1" + "0".repeat(2000))) {
            post("{'report': {'results': [], 'x': " + number + "}}").then().statusCode(400);
        }
        post("{'report': {'results': [], 'x': 1e-99999}}").then().statusCode(201);
    }

    @Test
    void textThatCannotBeStoredIsCleaned() {
        String run = post("{'report': {'results': [{'target': 'a\\u0000b', 'kind': '\\ud800', 'status': 'new',"
                        + " 'x\\u0000': {'y\\u0000': ['\\u0000z']}, 'snapshot': {'k\\u0000': '\\ud800'}}]}}")
                .then()
                .statusCode(201)
                .extract()
                .path("run.id");

        ci.read(run)
                .then()
                .body("report.results[0].target", equalTo("ab"))
                .body("report.results[0].kind", equalTo("\ufffd"))
                .body("report.results[0].x.y", contains("z"))
                .body("report.results[0].snapshot.k", equalTo("\ufffd"));
        ci.promote(run).then().body("promoted.target", contains("ab"));
        for (String path : List.of("/a%00b", "/a%00b/latest", "/a%00b/versions/1", "/%ED%A0%80")) {
            Response none = ci.call().urlEncodingEnabled(false).get("/api/v1/baselines" + path);
            assertThat(none.statusCode()).as(path + none.asString()).isIn(400, 404);
        }
    }

    @Test
    void aBareValueIsAnotherSnapshotThanAListOfIt() {
        for (String snapshot : List.of("1", "[1]", "\"1\"", "[\"1\"]", "null, 'screenshot': null")) {
            Response made = ci.call()
                    .body(("{'target': 'home', 'kind': 'dom', 'snapshot': " + snapshot + "}").replace('\'', '"'))
                    .post("/api/v1/baselines");
            made.then().statusCode(snapshot.startsWith("null") ? 400 : 201);
        }
        ci.call()
                .get("/api/v1/baselines/home/versions/1")
                .then()
                .body("digest", equalTo(Digest.of(new byte[] {'1'}).hex()));
    }

    @Test
    void twinsWithOneKeyAreOneRun() {
        String key = UUID.randomUUID().toString();
        Map<String, ?> body = Map.of(
                "report",
                Map.of("results", List.of(ReportClient.shown("/", "new", Map.of("candidate", Pngs.random())))));

        List<Response> all = atOnce(
                8, () -> ci.call().header("Idempotency-Key", key).body(body).post(ReportClient.RUNS));

        assertThat(all).extracting(Response::statusCode).containsOnly(201);
        assertThat(all.stream().map(Response::asString).distinct()).hasSize(1);
        assertThat(ci.runs()).isEqualTo(1);
    }

    @Test
    void decisionsThatComeAtOnceStandInARow() {
        String run = ci.sent(ReportClient.shown("/", "new", Map.of("candidate", Pngs.random())));
        List<Response> all = atOnce(8, () -> ci.review(run, Map.of("state", "approved", "promote", true)));
        assertThat(all).extracting(Response::statusCode).containsOnly(200);

        ci.call()
                .get(ReportClient.RUNS + "/" + run + "/review")
                .then()
                .body("history.no", contains(1, 2, 3, 4, 5, 6, 7, 8));
        ci.call().get("/api/v1/baselines/%2F").then();
        assertThat(all.stream()
                        .map(one -> one.<Boolean>path("promoted[0].deduped"))
                        .filter(one -> !one))
                .hasSize(1);
        String key = UUID.randomUUID().toString();
        for (int i = 0; i < 2; i++) {
            ci.call()
                    .header("Idempotency-Key", key)
                    .body(Map.of("state", "rejected"))
                    .post(ReportClient.RUNS + "/" + run + "/review")
                    .then()
                    .statusCode(200)
                    .body("review.no", equalTo(9));
        }
    }

    @Test
    void sendingDamagedBytesAgainHealsThem() throws Exception {
        byte[] png = Pngs.random();
        String digest = Digest.of(png).hex();
        String path = "/api/v1/screenshots/" + digest;
        ci.call().contentType("image/png").body(png).put(path).then().statusCode(201);
        Path file = blobs.resolve(digest.substring(0, 2)).resolve(digest);

        for (byte[] damage : new byte[][] {new byte[png.length], new byte[1]}) {
            Files.write(file, damage);
            assertThat(ci.call().get(path).statusCode()).isEqualTo(500);
            ci.call().contentType("image/png").body(png).put(path).then().statusCode(200);
            assertThat(ci.call().get(path).asByteArray()).isEqualTo(png);
        }
        Files.delete(file);
        ci.call().get(path).then().statusCode(404);
        ci.sent(ReportClient.shown("/", "new", Map.of("candidate", png)));
        assertThat(ci.call().get(path).asByteArray()).isEqualTo(png);
    }

    @Test
    void aCandidateThatWasDamagedIsPromotedWhenItWasSentAgain() throws Exception {
        byte[] png = Pngs.random();
        String digest = Digest.of(png).hex();
        String path = "/api/v1/screenshots/" + digest;
        String run = ci.sent(ReportClient.shown("home", "new", Map.of("candidate", png)));
        Files.write(blobs.resolve(digest.substring(0, 2)).resolve(digest), new byte[png.length]);
        ci.call().get(path).then().statusCode(500);

        ci.review(run, Map.of("state", "approved", "promote", true))
                .then()
                .statusCode(409)
                .body("code", equalTo("screenshots_missing"))
                .body("missing", contains(digest))
                .body("detail", containsString("PUT /api/v1/screenshots/"));
        ci.call().get("/api/v1/baselines").then().body("data", empty());
        ci.call().contentType("image/png").body(png).put(path).then().statusCode(200);
        ci.promote(run).then().body("promoted.target", contains("home"));
    }

    @Test
    void credentialsOfAClientAreGoodForNothingElse() {
        for (String path : List.of("/v1/runs", "/v1/repositories", "/api/runners", "/api/notifications", "/auth/me")) {
            ci.call().get(path).then().statusCode(401);
        }
        ci.call()
                .contentType("text/plain")
                .body("{}")
                .post(ReportClient.RUNS)
                .then()
                .statusCode(415);
        ci.call()
                .header("If-None-Match", "*")
                .get(ReportClient.RUNS + "/" + ci.sent())
                .then()
                .statusCode(304);
    }
}
