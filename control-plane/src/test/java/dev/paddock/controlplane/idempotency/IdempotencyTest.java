package dev.paddock.controlplane.idempotency;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.paddock.controlplane.Keys;
import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.Server;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import jakarta.transaction.UserTransaction;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/// Calls that are made twice.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class IdempotencyTest {

    private static final String CHANGE = "/v1/test-conventions/change";

    private final String key = UUID.randomUUID().toString();
    private final Jdbi ledger;
    private final ForgetLoop forget;
    private final UserTransaction transaction;

    IdempotencyTest(Jdbi ledger, ForgetLoop forget, UserTransaction transaction) {
        this.transaction = transaction;
        this.ledger = ledger;
        this.forget = forget;
    }

    private static Response post(String path, String key, Object body) {
        return Server.admin().header("Idempotency-Key", key).body(body).post(path);
    }

    private static Map<String, String> agent(String name) {
        return Map.of("name", "test-" + name, "image", "paddock/reviewer:latest");
    }

    @Test
    void aRepeatGetsTheFirstReply() {
        Response first = post("/v1/agents", key, agent(key));
        Response second = post("/v1/agents", key, agent(key));

        first.then().statusCode(201);
        second.then().statusCode(201).header("Location", first.header("Location"));
        assertThat(second.asString()).isEqualTo(first.asString());
        assertThat(second.contentType()).isEqualTo(first.contentType());
    }

    @Test
    void quotesAreNoPartOfAKey() {
        String id = post("/v1/agents", key, agent(key))
                .then()
                .statusCode(201)
                .extract()
                .path("id");

        post("/v1/agents", "\"" + key + "\"", agent(key)).then().statusCode(201).body("id", equalTo(id));
    }

    @Test
    void anotherBodyIsRefused() {
        post("/v1/agents", key, agent(key)).then().statusCode(201);

        reused(post("/v1/agents", key, agent("other-" + key)));
        // Another call is another key.
        post("/v1/repositories", key, Map.of("clone_url", "https://example.com/idempotent/" + key))
                .then()
                .statusCode(201);
    }

    private static void reused(Response response) {
        response.then().statusCode(422).body("code", equalTo("idempotency_key_reused"));
    }

    @Test
    void anotherCallersKeyIsAnother() {
        post("/v1/agents", key, agent(key)).then().statusCode(201);

        given().header("x-api-key", Keys.of(ledger, "admin"))
                .contentType(ContentType.JSON)
                .header("Idempotency-Key", key)
                .body(agent("mine-" + key))
                .post("/v1/agents")
                .then()
                .statusCode(201);
    }

    @Test
    void aSubmissionsReplyStaysWhatItWas() {
        String lane = Server.lane();
        Map<String, ?> body =
                Map.of("repository", "https://example.com/owner/repo", "commit", Server.COMMIT, "tags", List.of(lane));
        Response first = post("/v1/runs", key, body);
        first.then().statusCode(202);
        String runner = Server.register(lane, 1);
        Server.claim(runner);

        Response second = post("/v1/runs", key, body);
        assertThat(second.asString()).isEqualTo(first.asString());
        second.then()
                .statusCode(202)
                .header("Location", first.header("Location"))
                .body("status", equalTo("queued"));
    }

    @Test
    void aRefusalIsRepeated() {
        String name = "idempotent/" + key;
        Response first = post("/v1/runs", key, Map.of("repository", name));
        first.then().statusCode(422).body("code", equalTo("unknown_repository"));
        Server.admin()
                .body(Map.of("clone_url", "https://example.com/" + name, "name", name))
                .post("/v1/repositories")
                .then()
                .statusCode(201);

        Response second = post("/v1/runs", key, Map.of("repository", name));
        assertThat(second.statusCode()).isEqualTo(422);
        assertThat(second.asString()).isEqualTo(first.asString());
        post(
                        "/v1/runs",
                        key + "-2",
                        Map.of("repository", name, "commit", Server.COMMIT, "tags", List.of(Server.lane())))
                .then()
                .statusCode(202);
    }

    @Test
    void cancellationsDrainsAndResultsAreRepeated() {
        String lane = Server.lane();
        String runner = Server.register(lane, 1);
        String run = Server.submit(lane);
        String task = Server.claim(runner);
        String result = "/api/runners/tasks/" + task + "/result";
        ValidatableResponse first =
                runners(result, Server.review(runner, "info")).statusCode(200);
        assertThat(runners(result, Server.review(runner, "info")).extract().asString())
                .isEqualTo(first.extract().asString());
        runners(result, Server.review(runner, "error")).statusCode(422);

        Response cancelled = post("/v1/runs/" + run + "/cancel", key, "");
        cancelled.then().statusCode(409);
        assertThat(post("/v1/runs/" + run + "/cancel", key, "").asString()).isEqualTo(cancelled.asString());
        Response drained = post("/api/runners/" + runner + "/drain", key, "");
        drained.then().statusCode(200).body("data.draining", equalTo(true));
        Server.admin().delete("/api/runners/" + runner + "/drain").then().statusCode(200);
        assertThat(post("/api/runners/" + runner + "/drain", key, "").asString())
                .isEqualTo(drained.asString());
    }

    private ValidatableResponse runners(String path, Map<String, ?> body) {
        return Server.runner()
                .header("Idempotency-Key", key)
                .body(body)
                .post(path)
                .then();
    }

    @Test
    void aFailureIsNotKeptAndNothingOfIt() {
        post(CHANGE, key, Map.of("id", key, "then", "broken")).then().statusCode(500);
        assertThat(changes(key)).isZero();
        post(CHANGE, key, Map.of("id", key, "then", "broken")).then().statusCode(500);

        Response refused = post(CHANGE, key, Map.of("id", key, "then", "refused"));
        refused.then().statusCode(400);
        assertThat(changes(key)).isZero();
        assertThat(post(CHANGE, key, Map.of("id", key, "then", "refused")).asString())
                .isEqualTo(refused.asString());
    }

    private int changes(String id) {
        return ledger.withHandle(handle -> handle.select("select count(*) from repository where name = ?", id)
                .mapTo(Integer.class)
                .one());
    }

    @Test
    void twinsAtOnceAreCarriedOutOnce() {
        Set<String> replies = new HashSet<>();
        List<CompletableFuture<Response>> twins = IntStream.range(0, 12)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> post(CHANGE, key, Map.of("id", key)), Thread::startVirtualThread))
                .toList();
        for (CompletableFuture<Response> twin : twins) {
            twin.join().then().statusCode(200);
            replies.add(twin.join().asString());
        }

        assertThat(replies).hasSize(1);
        assertThat(changes(key)).isOne();
    }

    @Test
    void aTwinThatTakesTooLongIsNotWaitedFor() throws Exception {
        String admin =
                ledger.withHandle(handle -> handle.select("select id from api_key where name = 'initial administrator'")
                        .mapTo(String.class)
                        .one());
        // As another replica holds it that carries out the same request.
        transaction.begin();
        try {
            ledger.useHandle(handle -> handle.select(
                            "select pg_advisory_xact_lock(hashtextextended(?, 7201002))::text",
                            admin + " POST " + CHANGE + "\n" + key)
                    .mapTo(String.class)
                    .one());
            post(CHANGE, key, Map.of("id", key))
                    .then()
                    .statusCode(409)
                    .header("Retry-After", equalTo("2"))
                    .body("code", equalTo("idempotency_in_flight"));
        } finally {
            transaction.rollback();
        }
        post(CHANGE, key, Map.of("id", key)).then().statusCode(200);
    }

    @Test
    void aSecretIsShownOnce() {
        String secret = post("/v1/test-conventions/secret", key, "")
                .then()
                .statusCode(201)
                .extract()
                .path("plaintext");

        Response again = post("/v1/test-conventions/secret", key, "");
        again.then().statusCode(409).body("code", equalTo("secret_shown_once"));
        assertThat(again.asString()).doesNotContain(secret);
        int withoutBody = ledger.withHandle(
                handle -> handle.select("select count(*) from kept_reply where key = ? and body is null", key)
                        .mapTo(Integer.class)
                        .one());
        assertThat(withoutBody).isOne();
    }

    @Test
    void aKeyThatIsNoneIsRefused() {
        for (String bad : List.of("x".repeat(256), "\"\"")) {
            post("/v1/agents", bad, agent(key))
                    .then()
                    .statusCode(400)
                    .body("errors[0].field", equalTo("Idempotency-Key"));
        }
        Server.admin()
                .header("Idempotency-Key", "one", "two")
                .body(agent(key))
                .post("/v1/agents")
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("Idempotency-Key"));
    }

    @Test
    void onlySomeRepliesAreKept() {
        assertThat(IntStream.of(200, 201, 202, 204, 400, 404, 409, 422)).allMatch(KeptReply::isKept);
        assertThat(IntStream.of(401, 403, 429, 500, 503)).noneMatch(KeptReply::isKept);
    }

    @Test
    void repliesAreForgottenAfterADay() {
        post("/v1/agents", key, agent(key)).then().statusCode(201);
        post("/v1/agents", key + "-young", agent(key + "-young")).then().statusCode(201);
        ledger.useHandle(handle ->
                handle.execute("update kept_reply set created_at = now() - interval '25 h' where key = ?", key));

        boolean more = true;
        while (more) {
            more = forget.forget();
        }

        List<String> kept =
                ledger.withHandle(handle -> handle.select("select key from kept_reply where key like ?", key + "%")
                        .mapTo(String.class)
                        .list());
        assertThat(kept).containsExactly(key + "-young");
    }
}
