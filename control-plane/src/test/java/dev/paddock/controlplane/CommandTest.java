package dev.paddock.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/// What a runner is told on its stream, and what a draining one does not get.
@QuarkusTest
@AtTwoReplicas
@QuarkusTestResource(RealServices.class)
class CommandTest {

    private final String lane = Server.lane();
    private final Jdbi ledger;

    CommandTest(Jdbi ledger) {
        this.ledger = ledger;
    }

    @Test
    void aStreamBeginsWithAPingAndTheStateOfThings() throws Exception {
        String runner = Server.register(lane, 1);
        try (CommandStreamClient stream = open(runner)) {
            stream.await("undrain");

            assertThat(stream.status()).isEqualTo(200);
            assertThat(stream.header("content-type")).startsWith("text/event-stream");
            assertThat(stream.header("x-accel-buffering")).isEqualTo("no");
            assertThat(stream.lines().getFirst()).isEqualTo(": ping");
            assertThat(stream.ids()).containsExactly("1");
        }
    }

    @Test
    void aCancelledTaskIsNamedAtOnceAndOnce() throws Exception {
        String runner = Server.register(lane, 2);
        String run = Server.submit(lane);
        String task = Server.claim(runner);
        try (CommandStreamClient stream = open(runner)) {
            stream.await("undrain");

            Server.admin().post("/v1/runs/" + run + "/cancel").then().statusCode(200);

            Awaitility.await()
                    .atMost(Duration.ofSeconds(2))
                    .untilAsserted(() -> assertThat(stream.cancelled()).containsExactly(task));
            Server.admin().post("/api/runners/" + runner + "/drain").then().statusCode(200);
            stream.await("drain");
            assertThat(stream.cancelled()).containsExactly(task);
        }
    }

    @Test
    void whatWasCancelledWhileNobodyListenedIsToldOnConnecting() throws Exception {
        String runner = Server.register(lane, 1);
        String run = Server.submit(lane);
        String task = Server.claim(runner);
        Server.admin().post("/v1/runs/" + run + "/cancel").then().statusCode(200);
        Server.admin().post("/api/runners/" + runner + "/drain").then().statusCode(200);

        try (CommandStreamClient stream = open(runner)) {
            stream.await("cancel");
            assertThat(stream.cancelled()).containsExactly(task);
            assertThat(stream.events()).containsExactly("drain", "cancel");
        }
        Server.heartbeat(runner, List.of(task))
                .then()
                .body("data.cancelTaskIds", hasItem(task))
                .body("data.drain", equalTo(true));
    }

    @Test
    void nobodyHearsOfAnothersTasks() throws Exception {
        String runner = Server.register(lane, 1);
        String other = Server.register(lane, 1);
        String run = Server.submit(lane);
        Server.claim(runner);
        try (CommandStreamClient stream = open(runner);
                CommandStreamClient others = open(other)) {
            others.await("undrain");
            stream.await("undrain");

            Server.admin().post("/v1/runs/" + run + "/cancel").then().statusCode(200);

            stream.await("cancel");
            assertThat(others.events()).containsExactly("undrain");
        }
    }

    @Test
    void aNewerStreamEndsTheOlder() throws Exception {
        String runner = Server.register(lane, 1);
        try (CommandStreamClient older = open(runner)) {
            older.await("undrain");
            try (CommandStreamClient newer = open(runner)) {
                newer.await("undrain");

                older.awaitEnd();
                assertThat(newer.isOpen()).isTrue();
            }
        }
    }

    @Test
    void aStreamOpenedAtAnotherReplicaEndsTheOlderHere() throws Exception {
        String runner = Server.register(lane, 1);
        try (CommandStreamClient older = open(runner)) {
            older.await("undrain");

            ledger.useHandle(handle -> handle.execute(
                    "update runner set stream = ?, stream_at = now() where id = ?", UUID.randomUUID(), runner));

            older.awaitEnd();
        }
    }

    @Test
    void aStreamThatItsCallerLeftIsForgotten() throws Exception {
        String runner = Server.register(lane, 1);
        open(runner).close();

        try (CommandStreamClient next = open(runner)) {
            next.await("undrain");
            Server.admin().post("/api/runners/" + runner + "/drain").then().statusCode(200);
            next.await("drain");
        }
    }

    @Test
    void streamsAreForTheirRunnersOwnKey() throws Exception {
        String runner = Server.register(lane, 1);
        try (CommandStreamClient users = open(runner, RealServices.ADMIN_KEY)) {
            assertThat(users.status()).isEqualTo(403);
            assertThat(users.header("content-type")).startsWith("application/problem+json");
        }
        try (CommandStreamClient unknown = open("nobody-" + runner)) {
            assertThat(unknown.status()).isEqualTo(404);
        }
        try (CommandStreamClient nobodys = open(runner, "")) {
            assertThat(nobodys.status()).isEqualTo(401);
        }
        Server.runner().delete("/api/runners/" + runner).then().statusCode(200);
        try (CommandStreamClient gone = open(runner)) {
            assertThat(gone.status()).isEqualTo(410);
        }
    }

    @Test
    void aDrainingRunnersPollEndsAndItClaimsNothingUntilItMay() throws Exception {
        String runner = Server.register(lane, 1);
        CompletableFuture<Response> poll = Server.polling(runner);
        // It waits: a run of another lane goes by.
        Server.submit(Server.lane());
        assertThat(poll).isNotDone();

        Server.admin()
                .post("/api/runners/" + runner + "/drain")
                .then()
                .statusCode(200)
                .body("data.id", equalTo(runner))
                .body("data.draining", equalTo(true));

        poll.get(3, TimeUnit.SECONDS).then().statusCode(200).body("data", empty());
        Server.submit(lane);
        Server.poll(runner, 1, 0).then().body("data", empty());

        Server.admin()
                .delete("/api/runners/" + runner + "/drain")
                .then()
                .statusCode(200)
                .body("data.draining", equalTo(false));
        assertThat(Server.claim(runner)).isNotNull();
    }

    @Test
    void aPollOfARunnerThatDrainsIsServedWhenItMayWorkAgain() throws Exception {
        String runner = Server.register(lane, 1);
        Server.admin().post("/api/runners/" + runner + "/drain").then().statusCode(200);
        try (CommandStreamClient stream = open(runner)) {
            // By now the server has ended what waited when it began to drain.
            stream.await("drain");
        }
        CompletableFuture<Response> poll = Server.polling(runner);
        Server.submit(lane);

        Server.admin().delete("/api/runners/" + runner + "/drain").then().statusCode(200);

        List<String> ids = poll.get(10, TimeUnit.SECONDS).path("data.id");
        assertThat(ids).hasSize(1);
    }

    @Test
    void onlyManagersDrainAndOnlyWhatIsThere() {
        String runner = Server.register(lane, 1);

        Server.runner().post("/api/runners/" + runner + "/drain").then().statusCode(403);
        Server.runner().delete("/api/runners/" + runner + "/drain").then().statusCode(403);
        Server.admin()
                .post("/api/runners/nobody-" + runner + "/drain")
                .then()
                .statusCode(404)
                .body("code", equalTo("not_found"));
    }

    private static CommandStreamClient open(String runner) throws Exception {
        return open(runner, RealServices.RUNNER_KEY);
    }

    private static CommandStreamClient open(String runner, String key) throws Exception {
        return new CommandStreamClient(OtherReplica.port(), runner, key);
    }
}
