package dev.paddock.controlplane.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.Server;
import dev.paddock.model.run.RunId;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(RealServices.class)
class EndLeaseTest {

    private final String lane = Server.lane();
    private final EndLease endLease;
    private final Jdbi ledger;

    EndLeaseTest(EndLease endLease, Jdbi ledger) {
        this.endLease = endLease;
        this.ledger = ledger;
    }

    @Test
    void aClaimThatWasConfirmedMeanwhileIsKept() {
        String runner = Server.register(lane, 1);
        String run = Server.submit(lane);
        String task = Server.claim(runner);
        Server.heartbeat(runner, List.of(task)).then().statusCode(200);

        // The sweeper saw it unconfirmed a moment ago.
        endLease.expire(new Expiries.Ended(new RunId(run), UUID.fromString(task)), false);

        Server.status(task, "preparing").then().statusCode(200).body("data.status", equalTo("preparing"));
    }

    @Test
    void aHandBackWaitsForARenewalInWork() throws Exception {
        assertThat(afterARenewal(ended -> endLease.handBack(ended, "leaving"))).isTrue();
    }

    @Test
    void anExpiryWaitsForARenewalInWorkThatWins() throws Exception {
        assertThat(afterARenewal(ended -> endLease.expire(ended, false))).isFalse();
    }

    /// What `end` answers about a lease that is over, while a renewal that came in time is about to commit.
    private boolean afterARenewal(Predicate<Expiries.Ended> end) throws Exception {
        String runner = Server.register(lane, 1);
        String run = Server.submit(lane);
        Expiries.Ended ended = new Expiries.Ended(new RunId(run), UUID.fromString(Server.claim(runner)));
        ledger.useHandle(handle -> handle.execute(
                "update task set confirmed_at = now(), lease_until = now() + interval '300 ms' where run_id = ?", run));
        CompletableFuture<Boolean> answer;
        try (Handle renewal = ledger.open()) {
            renewal.getConnection().setAutoCommit(false);
            renewal.execute("update task set lease_until = now() + interval '60 s' where run_id = ?", run);
            Awaitility.await().until(() -> is("lease_until < now() from task where run_id = ?", run));
            answer = CompletableFuture.supplyAsync(() -> end.test(ended));
            Awaitility.await()
                    .until(() -> answer.isDone()
                            || is("exists (select from pg_stat_activity where wait_event_type = 'Lock')"));
            renewal.getConnection().commit();
            renewal.getConnection().setAutoCommit(true);
        }
        return answer.get(10, TimeUnit.SECONDS);
    }

    private boolean is(String condition, Object... bindings) {
        return ledger.withHandle(handle -> handle.select("select " + condition, bindings)
                .mapTo(Boolean.class)
                .one());
    }

    @Test
    void aLogLineStartsTheTimeLimitToo() {
        String runner = Server.register(lane, 1);
        Server.submit(lane);
        String task = Server.claim(runner);
        Server.logs(task, 1, List.of("at work")).then().statusCode(200);

        boolean limited = ledger.withHandle(
                handle -> handle.createQuery("select deadline > now() + interval '29 min' from task where id = :id")
                        .bind("id", UUID.fromString(task))
                        .mapTo(Boolean.class)
                        .one());
        assertThat(limited).isTrue();
    }

    @Test
    void aRunThatNobodyServesBetweenItsAttemptsEnds() {
        String runner = Server.register(lane, 1);
        String run = Server.submit(lane);
        String task = Server.claim(runner);
        Server.runner()
                .body(Map.of("reason", "shutting down"))
                .post("/api/runners/tasks/" + task + "/return")
                .then()
                .statusCode(200);
        age(run);

        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(Server.run(run).getString("status")).isEqualTo("timeout"));
    }

    @Test
    void timeThatARunIsHeldForItselfIsNoWaiting() {
        String held = Server.submit(Map.of(
                "repository",
                "https://example.com/owner/repo",
                "commit",
                Server.COMMIT,
                "tags",
                List.of(lane),
                "not_before",
                "2100-01-01T00:00:00Z"));
        String forgotten = Server.submit(lane);
        age(held);
        age(forgotten);

        Awaitility.await()
                .untilAsserted(() ->
                        assertThat(Server.run(forgotten).getString("status")).isEqualTo("timeout"));
        assertThat(Server.run(held).getString("status")).isEqualTo("queued");
    }

    @Test
    void aRunOfAnAgentThatStaysPausedEnds() {
        String agent = Server.admin()
                .body(Map.of("name", "test-" + lane.substring(5), "image", "reviewer", "status", "paused"))
                .post("/v1/agents")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        String run = Server.submit(Map.of(
                "repository",
                "https://example.com/owner/repo",
                "commit",
                Server.COMMIT,
                "tags",
                List.of(lane),
                "agent_id",
                agent));
        age(run);

        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(Server.run(run).getString("status")).isEqualTo("timeout"));
    }

    private void age(String run) {
        ledger.useHandle(handle -> {
            handle.execute("update run set created_at = now() - interval '25 h' where id = ?", run);
            handle.execute("update task set created_at = now() - interval '25 h' where run_id = ?", run);
        });
    }
}
