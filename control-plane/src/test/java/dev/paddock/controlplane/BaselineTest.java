package dev.paddock.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.paddock.controlplane.storage.Digest;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Baselines: out of approved reports, by themselves, and back.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class BaselineTest {

    private static final String BASELINES = "/api/v1/baselines";

    private final Jdbi ledger;
    private ReportClient ci;

    BaselineTest(Jdbi ledger) {
        this.ledger = ledger;
    }

    @BeforeEach
    void register() {
        ci = new ReportClient();
    }

    private static Map<String, Object> snapshot(String target, String status, Object snapshot) {
        Map<String, Object> result = ReportClient.result(target, status);
        result.put("kind", "dom");
        result.put("snapshot", snapshot);
        return result;
    }

    private String promoted(Map<String, ?> result) {
        String run = ci.sent(result);
        ci.promote(run);
        return run;
    }

    private Response get(String path) {
        return ci.call().urlEncodingEnabled(false).get(BASELINES + path);
    }

    private int total() {
        return get("").then().statusCode(200).extract().path("meta.total");
    }

    @Test
    void anApprovedCandidateBecomesAVersion() {
        byte[] png = Pngs.random();
        String run = ci.sent(ReportClient.shown("home", "new", Map.of("candidate", png)));

        ci.promote(run)
                .then()
                .body("promoted.target", contains("home"))
                .body("promoted.kind", contains("screenshot"))
                .body("promoted.version", contains(1))
                .body("promoted.deduped", contains(false))
                .body("promoted.digest", contains(Digest.of(png).hex()));
        get("/home/latest")
                .then()
                .statusCode(200)
                .body("version", equalTo(1))
                .body("runId", equalTo(run))
                .body("screenshot", equalTo(Digest.of(png).hex()))
                .body("createdBy", equalTo(ci.id()))
                .body("$", not(hasKey("snapshot")));
        assertThat(ci.call().get("/api/v1/screenshots/" + Digest.of(png)).asByteArray())
                .isEqualTo(png);
    }

    @Test
    void theSameCandidateMakesNoSecondVersionWhateverTheOrderOfItsMembers() {
        promoted(snapshot("home", "new", Map.of("a", 1, "b", List.of(1.5))));
        String body = "{\"report\":{\"results\":[{\"target\":\"home\",\"kind\":\"dom\",\"status\":\"changed\","
                + "\"snapshot\":{\"b\":[15e-1],\"a\":1.0}}]}}";
        String run = ci.call()
                .body(body)
                .post(ReportClient.RUNS)
                .then()
                .statusCode(201)
                .extract()
                .path("run.id");

        ci.promote(run).then().body("promoted.deduped", contains(true)).body("promoted.version", contains(1));
        get("/home/latest")
                .then()
                .body("digest", equalTo(sha256("{\"a\":1,\"b\":[1.5]}")))
                .body("snapshot.a", equalTo(1));
        assertThat(get("/home").<Integer>path("meta.total")).isEqualTo(1);
    }

    private static String sha256(String text) {
        return Digest.of(text.getBytes(StandardCharsets.UTF_8)).hex();
    }

    @Test
    void whatWasThereBeforeComesBackAsANewVersion() {
        promoted(snapshot("home", "new", "one"));
        promoted(snapshot("home", "changed", "two"));
        promoted(snapshot("home", "changed", "one"));

        get("/home").then().body("data.version", contains(3, 2, 1));
        get("/home/latest").then().body("snapshot", equalTo("one")).body("version", equalTo(3));
        get("/home/versions/2").then().body("snapshot", equalTo("two"));
        for (String none : List.of("0", "4", "x", "-1", "2147483648", "1.0")) {
            get("/home/versions/" + none).then().statusCode(404).body("code", equalTo("not_found"));
        }
    }

    @Test
    void aRejectedRunNeverBecomesABaseline() {
        String run = ci.sent(snapshot("home", "changed", 1));

        for (String state : List.of("rejected", "pending")) {
            ci.review(run, Map.of("state", state, "promote", true))
                    .then()
                    .statusCode(200)
                    .body("promoted", empty());
        }
        ci.review(run, Map.of("state", "approved")).then().body("promoted", empty());
        assertThat(total()).isZero();
        get("/home/latest").then().statusCode(404);
    }

    @Test
    void whatFailedOrIsGoneIsNotPromoted() {
        String run = ci.sent(
                snapshot("failed", "failed", 1),
                snapshot("removed", "removed", 1),
                ReportClient.result("nothing", "changed"),
                snapshot("passed", "passed", 1));

        ci.promote(run).then().body("promoted.target", contains("passed"));
        assertThat(total()).isEqualTo(1);
    }

    @Test
    void anExecutedRunHasNothingToPromote() {
        Runs runs = new Runs();
        String run = runs.reviewed(runs.queued(Map.of()), "info");

        for (String path : List.of("/v1/runs/", "/api/v1/runs/")) {
            Server.admin()
                    .body(Map.of("state", "approved", "promote", true))
                    .post(path + run + "/review")
                    .then()
                    .statusCode(200)
                    .body("promoted", empty());
        }
        Server.admin()
                .get("/api/v1/runs/" + run + "/review")
                .then()
                .body("history.state", contains("approved", "approved"));
    }

    @Test
    void bothPathsPromote() {
        String run = ci.sent(snapshot("home", "new", 1));

        Server.admin()
                .body(Map.of("state", "approved", "promote", true))
                .post("/v1/runs/" + run + "/review")
                .then()
                .statusCode(200)
                .body("promoted.version", contains(1))
                .body("review.reviewer", equalTo(owner()));
    }

    private String owner() {
        return Server.admin()
                .get("/v1/repositories/" + ci.repository().id())
                .then()
                .extract()
                .path("owner");
    }

    @Test
    void manyAtOnceMakeVersionsInARow() {
        List<String> runs = IntStream.range(0, 8)
                .mapToObj(i -> ci.sent(snapshot("a", "new", i), snapshot("b", "new", i)))
                .toList();

        List<CompletableFuture<Response>> all = runs.stream()
                .map(run -> CompletableFuture.supplyAsync(() -> ci.promote(run), Thread::startVirtualThread))
                .toList();
        all.forEach(CompletableFuture::join);

        for (String target : List.of("a", "b")) {
            get("/" + target).then().body("data.version", contains(8, 7, 6, 5, 4, 3, 2, 1));
        }
    }

    @Test
    void aTargetIsOneOfItsRepositoryAndItsKind() {
        promoted(snapshot("/shop/cart?x=1", "new", 1));
        promoted(ReportClient.shown("/shop/cart?x=1", "new", Map.of("candidate", Pngs.random())));
        String path = "/%2Fshop%2Fcart%3Fx=1";

        get(path + "/latest").then().statusCode(400).body("errors.field", contains("kind"));
        get(path + "/latest?kind=dom").then().statusCode(200).body("target", equalTo("/shop/cart?x=1"));
        get(path).then().statusCode(200).body("meta.total", equalTo(2));
        get("?kind=dom").then().body("data.target", contains("/shop/cart?x=1"));
        ReportClient other = new ReportClient();
        other.call().urlEncodingEnabled(false).get(BASELINES + path).then().statusCode(404);
        other.call().get(BASELINES).then().body("data", empty());
        other.promote(other.sent(snapshot("/shop/cart?x=1", "new", 1)));
        Server.admin()
                .urlEncodingEnabled(false)
                .get(BASELINES + path + "/latest?kind=dom")
                .then()
                .statusCode(400)
                .body("errors.field", contains("repository"));
        Server.admin()
                .urlEncodingEnabled(false)
                .get(BASELINES + path + "/latest?kind=dom&repository="
                        + other.repository().id())
                .then()
                .statusCode(200)
                .body("repository", equalTo(other.repository().id()));
    }

    @Test
    void aBaselineIsSentByItself() {
        Map<String, Object> body = new HashMap<>(Map.of("target", "home", "kind", "dom", "snapshot", Map.of("a", 1)));

        create(body).then().statusCode(201).body("version", equalTo(1)).body("deduped", equalTo(false));
        create(body).then().statusCode(200).body("version", equalTo(1)).body("deduped", equalTo(true));
        body.put("snapshot", Map.of("a", 2));
        create(body).then().statusCode(201).body("version", equalTo(2));
        get("/home/latest").then().body("runId", nullValue()).body("snapshot.a", equalTo(2));
        promoted(snapshot("home", "passed", Map.of("a", 2)));
        assertThat(get("/home").<Integer>path("meta.total")).isEqualTo(2);
    }

    private Response create(Map<String, ?> body) {
        return ci.call().body(body).post(BASELINES);
    }

    @Test
    void aBaselineRefersToAScreenshotThatWasSent() {
        byte[] png = Pngs.random();
        String digest = Digest.of(png).hex();
        Map<String, ?> body = Map.of("target", "home", "kind", "screenshot", "screenshot", digest);
        create(body).then().statusCode(400).body("errors.field", contains("screenshot"));

        ci.call()
                .contentType("image/png")
                .body(png)
                .put("/api/v1/screenshots/" + digest)
                .then()
                .statusCode(201);
        create(body).then().statusCode(201).body("digest", equalTo(digest));
        create(body).then().statusCode(200);
        assertThat(references(digest)).isEqualTo(1);
    }

    @Test
    void aBaselineKeepsItsBytesWhenTheReportIsGone() {
        byte[] png = Pngs.random();
        String run = promoted(ReportClient.shown("home", "new", Map.of("candidate", png)));
        assertThat(references(Digest.of(png).hex())).isEqualTo(2);

        ledger.useHandle(handle -> {
            handle.execute("delete from blob_reference where kind = 'report' and owner = ?", run);
            handle.execute("delete from report where run_id = ?", run);
        });
        assertThat(references(Digest.of(png).hex())).isEqualTo(1);
        get("/home/latest")
                .then()
                .statusCode(200)
                .body("screenshot", equalTo(Digest.of(png).hex()));
    }

    private int references(String digest) {
        return ledger.withHandle(
                handle -> handle.createQuery("select count(*) from blob_reference where digest = :digest")
                        .bind("digest", digest)
                        .mapTo(Integer.class)
                        .one());
    }

    @Test
    void aBaselineOfNothingIsRefused() {
        create(Map.of()).then().statusCode(400).body("errors.field", contains("target", "kind", "snapshot"));
        create(Map.of("target", "x".repeat(501), "kind", "x", "snapshot", 1))
                .then()
                .statusCode(400);
        create(Map.of("target", "x", "kind", "x", "screenshot", "X")).then().statusCode(400);
        ci.call()
                .body("{\"target\": \"x\", \"kind\": \"x\", \"snapshot\": [1e400]}")
                .post(BASELINES)
                .then()
                .statusCode(400)
                .body("errors.field", contains("snapshot"));
        Server.admin()
                .body(Map.of("target", "x"))
                .post(BASELINES)
                .then()
                .statusCode(400)
                .body("errors.field", contains("repository"));
        assertThat(total()).isZero();
    }
}
