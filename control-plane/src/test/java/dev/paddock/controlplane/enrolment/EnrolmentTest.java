package dev.paddock.controlplane.enrolment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.paddock.controlplane.Keys;
import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.Server;
import dev.paddock.controlplane.Settings;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/// `POST /api/runners/enrol`, and what the credentials that it mints are good for.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class EnrolmentTest {

    private static final String KEYS = "/api/settings/apikeys";

    private final Jdbi ledger;
    private final String lane = Server.lane();

    EnrolmentTest(Jdbi ledger) {
        this.ledger = ledger;
    }

    @Test
    void aCredentialIsGoodForItsRunnerAloneAndOnlyItsHashIsKept() {
        Response made = Enrolled.enrolmentKey(Map.of());
        String enrolment = made.path("plaintext");
        Response reply = Enrolled.enrol(enrolment, "pod-of-" + made.path("key.id"));
        reply.then().statusCode(200).header("Cache-Control", "no-store");
        Enrolled pod = new Enrolled(reply.path("data.runnerId"), reply.path("data.id"), reply.path("data.key"));

        assertThat(pod.key()).matches("dk_live_[0-9a-f]{40}");
        pod.register("process-1", lane).then().statusCode(200).body("data.ephemeral", equalTo(false));
        pod.registerAs(Enrolled.runnerId(), "process-1", Map.of())
                .then()
                .statusCode(403)
                .body("code", equalTo("not_your_runner"))
                .body("detail", containsString(pod.id()));
        assertThat(row(pod.credential()))
                .doesNotContain(pod.key())
                .doesNotContain(pod.key().substring(16));
        pod.call().get("/v1/runs").then().statusCode(403);
    }

    private String row(String key) {
        return ledger.withHandle(
                handle -> handle.createQuery("select row_to_json(k)::text from api_key k where id = :id")
                        .bind("id", key)
                        .mapTo(String.class)
                        .one());
    }

    @Test
    void anEnrolmentKeyIsGoodForNothingElse() {
        String enrolment = Enrolled.enrolmentKey(Map.of()).path("plaintext");

        Settings.key(enrolment).get("/api/runners").then().statusCode(403);
        Settings.key(enrolment)
                .header("x-runner-id", Enrolled.runnerId())
                .post("/api/runners/register")
                .then()
                .statusCode(403);
        Settings.key(enrolment).get("/v1/agents").then().statusCode(403);
        for (String role : List.of("admin", "developer", "viewer", "runner")) {
            Enrolled.enrol(Keys.of(ledger, role), Enrolled.runnerId()).then().statusCode(403);
        }
    }

    @Test
    void aKeyShowsWhatItIsGoodForAndACredentialWhereItComesFrom() {
        Response made = Enrolled.enrolmentKey(Map.of("maxUses", 3, "tags", List.of("GPU", "a"), "ephemeral", true));
        String id = made.path("key.id");
        Enrolled pod = Enrolled.by(made.path("plaintext"));

        made.then()
                .body("key.role", equalTo("enrolment"))
                .body("key.enrolment.maxUses", equalTo(3))
                .body("key.enrolment.uses", equalTo(0))
                .body("key.enrolment.tags", equalTo(List.of("a", "gpu")))
                .body("key.enrolment.ephemeral", equalTo(true))
                .body("key.minted", nullValue());
        Settings.admin()
                .get(KEYS + "?enrolment=" + id)
                .then()
                .body("total", equalTo(1))
                .body("keys[0].id", equalTo(pod.credential()))
                .body("keys[0].name", equalTo(pod.id()))
                .body("keys[0].role", equalTo("runner"))
                .body("keys[0].prefix", equalTo(pod.key().substring(0, 16)))
                .body("keys[0].createdBy", equalTo(id))
                .body("keys[0].minted.runner", equalTo(pod.id()))
                .body("keys[0].minted.enrolment", equalTo(id))
                .body("keys[0].enrolment", nullValue());
    }

    @Test
    void anEnrolmentLeavesAnEntryInTheAuditLog() {
        Response made = Enrolled.enrolmentKey(Map.of());
        Enrolled pod = Enrolled.by(made.path("plaintext"));

        Settings.admin()
                .get("/api/settings/audit?actor=" + made.path("key.id"))
                .then()
                .body("total", equalTo(1))
                .body("entries[0].action", equalTo("runner.enrol"))
                .body("entries[0].object", equalTo(pod.id()))
                .body("entries[0].details.credential", equalTo(pod.credential()));
    }

    @Test
    void aCredentialEndsWhenItsSuccessorRegistersAndNoRunIsLost() {
        String enrolment = Enrolled.enrolmentKey(Map.of()).path("plaintext");
        Enrolled before = Enrolled.by(enrolment);
        before.register("process-1", lane).then().statusCode(200);
        String run = Server.submit(lane);
        String task = before.claim("process-1");
        before.status(task, "cloning").then().statusCode(200);

        Enrolled unheard = before.anew(enrolment);
        Enrolled after = before.anew(enrolment);
        // An enrolment alone takes no work away.
        before.heartbeat(List.of(task)).then().statusCode(200);
        before.status(task, "reviewing").then().statusCode(200);
        unheard.call().get("/api/runners").then().statusCode(401);

        after.register("process-2", lane).then().statusCode(200);
        Duration served = Settings.served(System.nanoTime(), () -> before.heartbeat(List.of(task)));
        String again = after.claim("process-2");

        assertThat(served).isLessThan(Duration.ofSeconds(1));
        assertThat(again).isNotEqualTo(task);
        after.status(again, "cloning").then().statusCode(200);
        assertThat(Server.run(run).getInt("attempt")).isEqualTo(2);
    }

    @Test
    void nobodyTakesTheIdOfARunnerThatIsHeardOf() {
        String enrolment = Enrolled.enrolmentKey(Map.of()).path("plaintext");
        Enrolled victim = Enrolled.by(enrolment);
        victim.register("process-1", lane).then().statusCode(200);
        Server.submit(lane);
        String task = victim.claim("process-1");

        alive(Enrolled.enrol(enrolment, victim.id()));
        alive(new Enrolled(victim.id(), "key_guessed", "").again(enrolment));

        victim.status(task, "cloning").then().statusCode(200);
        victim.heartbeat(List.of(task)).then().statusCode(200).body("data.lostTaskIds", empty());
    }

    @Test
    void aCredentialFromAQuietMomentTakesNothingFromARunnerThatIsBack() {
        String enrolment = Enrolled.enrolmentKey(Map.of()).path("plaintext");
        Enrolled pod = Enrolled.by(enrolment);
        pod.register("process-1", lane).then().statusCode(200);
        pod.end();
        Enrolled other = Enrolled.by(enrolment, pod.id());
        pod.register("process-2", lane).then().statusCode(200);

        alive(other.register("process-3", lane));
        pod.heartbeat(List.of()).then().statusCode(200);

        pod.end();
        other.register("process-3", lane).then().statusCode(200);
    }

    @Test
    void aProcessWhosePlaceAnotherTookGetsItBackOnlyWhenThatIsGone() {
        String enrolment = Enrolled.enrolmentKey(Map.of()).path("plaintext");
        Enrolled first = Enrolled.by(enrolment);
        first.register("process-1", lane).then().statusCode(200);
        first.end();
        Enrolled second = Enrolled.by(enrolment, first.id());
        second.register("process-2", lane).then().statusCode(200);

        alive(first.again(enrolment));
        second.heartbeat(List.of()).then().statusCode(200);
        second.again(enrolment).then().statusCode(200);

        second.end();
        first.anew(enrolment).register("process-1", lane).then().statusCode(200);
    }

    @Test
    void aRunnerThatDiedIsReplacedOnceItIsMissed() {
        String enrolment = Enrolled.enrolmentKey(Map.of()).path("plaintext");
        Enrolled dead = Enrolled.by(enrolment);
        dead.register("process-1", lane).then().statusCode(200);
        alive(Enrolled.enrol(enrolment, dead.id()));

        ledger.useHandle(handle ->
                handle.execute("update runner set registered_at = now() - interval '46 s' where id = ?", dead.id()));

        Enrolled.by(enrolment, dead.id()).register("process-2", lane).then().statusCode(200);
    }

    private static void alive(Response reply) {
        reply.then().statusCode(409).body("code", equalTo("runner_alive"));
    }

    @Test
    void anIdOfAnotherKeyIsTakenUntilThatKeyEnds() {
        Response made = Enrolled.enrolmentKey(Map.of());
        Enrolled pod = Enrolled.by(made.path("plaintext"));
        String other = Enrolled.enrolmentKey(Map.of()).path("plaintext");
        String plain = Server.register(lane, 1);

        taken(Enrolled.enrol(other, plain));
        taken(Enrolled.enrol(other, pod.id()));
        pod.register("process-1", lane).then().statusCode(200);
        taken(Enrolled.enrol(other, pod.id()));
        taken(Server.register(pod.id(), "process-3", lane, 1));

        Settings.admin().delete(KEYS + "/" + made.path("key.id")).then().statusCode(204);

        // What it minted works on, and no key of another kind takes an id from that.
        alive(Enrolled.enrol(other, pod.id()));
        pod.end();
        taken(Server.register(pod.id(), "process-3", lane, 1));
        Enrolled heir = Enrolled.by(other, pod.id());
        heir.register("process-2", lane).then().statusCode(200);
        Settings.served(System.nanoTime(), () -> pod.heartbeat(List.of()));
    }

    private static void taken(Response reply) {
        reply.then().statusCode(403).body("code", equalTo("runner_taken"));
    }

    @Test
    void aRunnerWhoseCredentialWasRevokedIsOutUntilItsRecordIsDeleted() {
        String enrolment = Enrolled.enrolmentKey(Map.of()).path("plaintext");
        Enrolled pod = Enrolled.by(enrolment);
        pod.register("process-1", lane).then().statusCode(200);
        Enrolled waiting = pod.anew(enrolment);

        Settings.admin().delete(KEYS + "/" + pod.credential()).then().statusCode(204);

        Settings.served(System.nanoTime(), () -> pod.heartbeat(List.of()));
        // The one that was minted and not used yet is no way back.
        waiting.register("process-2", lane).then().statusCode(401);
        Enrolled.enrol(enrolment, pod.id()).then().statusCode(403).body("code", equalTo("runner_revoked"));
        Enrolled.by(enrolment);

        Settings.admin()
                .delete(KEYS + "/" + pod.credential() + "?action=delete")
                .then()
                .statusCode(204);
        pod.anew(enrolment).register("process-3", lane).then().statusCode(200);
    }

    @Test
    void aRevokedEnrolmentKeyEnrolsNobodyAndItsRunnersGoOnUnlessTheyAreRevokedToo() {
        Response made = Enrolled.enrolmentKey(Map.of());
        String enrolment = made.path("plaintext");
        Enrolled pod = Enrolled.by(enrolment);
        pod.register("process-1", lane).then().statusCode(200);

        Settings.admin().delete(KEYS + "/" + made.path("key.id")).then().statusCode(204);
        Settings.served(System.nanoTime(), () -> Enrolled.enrol(enrolment, pod.id()));
        pod.heartbeat(List.of()).then().statusCode(200);

        Settings.admin()
                .delete(KEYS + "/" + made.path("key.id") + "?action=revoke_all")
                .then()
                .statusCode(204);
        Settings.served(System.nanoTime(), () -> pod.heartbeat(List.of()));
    }

    @Test
    void anExpiredEnrolmentKeyEnrolsNobody() {
        Response made = Enrolled.enrolmentKey(Map.of());
        ledger.useHandle(handle ->
                handle.execute("update api_key set expires_at = now() where id = ?", made.<String>path("key.id")));

        Enrolled.enrol(made.path("plaintext"), Enrolled.runnerId())
                .then()
                .statusCode(401)
                .body("code", equalTo("unauthenticated"));
    }

    @Test
    void aKeyEnrolsNoMoreRunnersThanItMayHoweverManyCallAtOnce() {
        Response made = Enrolled.enrolmentKey(Map.of("maxUses", 3));
        String enrolment = made.path("plaintext");
        List<CompletableFuture<Response>> calls = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> Enrolled.enrol(enrolment, Enrolled.runnerId()), Thread::startVirtualThread))
                .toList();
        List<Response> replies = calls.stream().map(CompletableFuture::join).toList();

        assertThat(replies.stream().map(Response::statusCode)).containsOnly(200, 403);
        List<Response> enrolled =
                replies.stream().filter(reply -> reply.statusCode() == 200).toList();
        assertThat(enrolled).hasSize(3);
        assertThat(replies.stream().filter(reply -> reply.statusCode() == 403))
                .allMatch(reply -> reply.path("code").equals("enrolment_used_up"));
        // Who is in may enrol again.
        Enrolled.by(enrolment, enrolled.getFirst().path("data.runnerId"));
    }

    @Test
    void aRunnerMustOfferTheTagsOfItsEnrolmentKey() {
        String enrolment =
                Enrolled.enrolmentKey(Map.of("tags", List.of(lane, "gpu"))).path("plaintext");
        Enrolled pod = Enrolled.by(enrolment);

        pod.register("process-1", lane)
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("x-runner-tags"))
                .body("detail", containsString("gpu"));
        pod.register("process-1", "gpu, more, " + lane).then().statusCode(200);
    }

    @Test
    void whatIsWrongIsNamed() {
        String enrolment = Enrolled.enrolmentKey(Map.of()).path("plaintext");
        Stream.of("", "a b", "a/b", "x".repeat(129), "tasks", "register", "enrol")
                .forEach(id -> Enrolled.enrol(enrolment, id)
                        .then()
                        .statusCode(400)
                        .body("errors[0].field", equalTo("runnerId")));
        Settings.key(enrolment).body("{}").post("/api/runners/enrol").then().statusCode(400);
        Settings.key(enrolment).body("null").post("/api/runners/enrol").then().statusCode(400);
        Enrolled.enrol(Keys.unknown(), Enrolled.runnerId())
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", "Bearer");
    }

    @Test
    void aRepeatWithTheSameIdempotencyKeyShowsNoSecretAgain() {
        String enrolment = Enrolled.enrolmentKey(Map.of()).path("plaintext");
        Map<String, String> body = Map.of("runnerId", Enrolled.runnerId());
        for (int status : new int[] {200, 409}) {
            Settings.key(enrolment)
                    .header("Idempotency-Key", "enrol-once")
                    .body(body)
                    .post("/api/runners/enrol")
                    .then()
                    .statusCode(status);
        }
    }
}
