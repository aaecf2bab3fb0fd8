package dev.paddock.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@AtTwoReplicas
@QuarkusTestResource(RealServices.class)
class ConcurrencyGroupTest {

    private final String lane = Server.lane();
    private final String repository = Agents.repository();
    private final Jdbi ledger;

    ConcurrencyGroupTest(Jdbi ledger) {
        this.ledger = ledger;
    }

    @ParameterizedTest
    @ValueSource(strings = {"succeeds", "fails", "is cancelled", "is lost", "is handed back and cancelled"})
    void theNextOfAGroupGoesWhenOneOfIt(String ends) {
        String agent = Agents.create(Map.of("max_attempts", 1));
        String runner = Server.register(lane, 3);
        String first = submit(agent, Map.of("concurrency_group", "deploy"));
        String second = submit(agent, Map.of("concurrency_group", "deploy"));
        String task = Server.claim(runner);
        Server.status(task, "preparing").then().statusCode(200);
        assertThat(Agents.reasons(second)).containsExactly("concurrency_group");

        switch (ends) {
            case "succeeds" ->
                Server.result(task, Server.review(runner, "info")).then().statusCode(200);
            case "fails" ->
                Server.result(task, Server.failure(runner, "review_failed"))
                        .then()
                        .statusCode(200);
            case "is cancelled" -> cancel(first);
            case "is lost" ->
                ledger.useHandle(handle -> handle.execute(
                        "update task set lease_until = now() - interval '1 s' where id = ?::uuid", task));
            default -> {
                // It has to get in line again, in front of those that came later.
                Server.runner()
                        .body(Map.of("reason", "leaving"))
                        .post("/api/runners/tasks/" + task + "/return")
                        .then()
                        .statusCode(200);
                cancel(first);
            }
        }

        Server.poll(runner, 1, 20).then().statusCode(200).body("data.runId", contains(second));
    }

    @Test
    void groupsOfOtherNamesAndRepositoriesDoNotWaitForEachOther() {
        String agent = Agents.create(Map.of());
        String one = submit(agent, Map.of("concurrency_group", "a"));
        String other = submit(agent, Map.of("concurrency_group", "b"));
        String elsewhere = submit(agent, Map.of("concurrency_group", "a", "repository", Agents.repository()));
        String behind = submit(agent, Map.of("concurrency_group", "a"));

        assertThat(List.of(one, other, elsewhere))
                .allSatisfy(run -> assertThat(state(run)).isEqualTo("ready"));
        assertThat(state(behind)).isEqualTo("held");
    }

    @Test
    void inAGroupTheMostUrgentGoesFirstAndThenTheLongestWaiting() {
        String agent = Agents.create(Map.of("concurrency_limit", 1));
        String runner = Server.register(lane, 1);
        String first = submit(agent, Map.of());
        String second = submit(agent, Map.of());
        String third = submit(agent, Map.of());
        String urgent = submit(agent, Map.of("priority", "high"));

        for (String run : List.of(first, urgent, second, third)) {
            List<String> task = Server.poll(runner, 1, 20)
                    .then()
                    .body("data.runId", contains(run))
                    .extract()
                    .path("data.id");
            Server.result(task.getFirst(), Server.review(runner, "info")).then().statusCode(200);
        }
    }

    @Test
    void noGroupIsEverOverItsLimit() {
        String agent = Agents.create(Map.of("concurrency_limit", 3));
        String runner = Server.register(lane, 50);
        List<CompletableFuture<String>> submits = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            submits.add(CompletableFuture.supplyAsync(() -> submit(agent, Map.of()), Thread::startVirtualThread));
        }
        AtomicInteger done = new AtomicInteger();
        List<CompletableFuture<Void>> runners = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            runners.add(CompletableFuture.runAsync(() -> work(runner, done), Thread::startVirtualThread));
        }
        submits.forEach(CompletableFuture::join);
        runners.forEach(CompletableFuture::join);

        assertThat(done).hasValueGreaterThanOrEqualTo(50);
        assertThat(most(agent)).isBetween(1, 3);
    }

    private void work(String runner, AtomicInteger done) {
        while (done.get() < 50) {
            List<String> tasks = Server.poll(runner, 2, 0).then().extract().path("data.id");
            for (String task : tasks) {
                Server.result(task, Server.review(runner, "info")).then().statusCode(200);
                done.incrementAndGet();
            }
        }
    }

    @Test
    void aLimitThatChangesCountsAtOnce() {
        String agent = Agents.create(Map.of());
        String runner = Server.register(lane, 1);
        List<String> runs = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            runs.add(submit(agent, Map.of()));
        }
        String task = Server.claim(runner);

        Agents.patch(agent, "{\"concurrency_limit\": 2}").statusCode(200);
        Awaitility.await().until(() -> taken(runs) == 2);
        Agents.patch(agent, "{\"concurrency_limit\": 4}").statusCode(200);
        Awaitility.await().until(() -> taken(runs) == 4);
        Agents.patch(agent, "{\"concurrency_limit\": 1}").statusCode(200);
        Awaitility.await().until(() -> taken(runs) == 1);
        Server.result(task, Server.review(runner, "info")).then().statusCode(200);
        Awaitility.await().until(() -> taken(runs) == 1);
        Agents.patch(agent, "{\"concurrency_limit\": null}").statusCode(200);
        Awaitility.await().until(() -> taken(runs) == 5);
        assertThat(settled(agent)).isTrue();
    }

    @Test
    void whatNobodyHeardOfIsFoundByLooking() {
        String agent = Agents.create(Map.of("concurrency_limit", 1));
        String first = submit(agent, Map.of());
        String second = submit(agent, Map.of());
        // As when the replica that ended it dies right after its commit.
        ledger.useHandle(handle ->
                handle.execute("update task set state = 'cancelled', finished_at = now() where run_id = ?", first));

        Awaitility.await().until(() -> state(second).equals("ready"));
    }

    @Test
    void aPausedAgentHoldsUpNoOtherOfItsGroup() {
        String paused = Agents.create(Map.of());
        String active = Agents.create(Map.of());
        String first = submit(active, Map.of("concurrency_group", "g"));
        String second = submit(paused, Map.of("concurrency_group", "g"));
        // More than one look at a group takes in.
        for (int i = 0; i < 100; i++) {
            submit(paused, Map.of("concurrency_group", "g"));
        }
        String last = submit(active, Map.of("concurrency_group", "g"));
        Agents.patch(paused, "{\"status\": \"paused\"}").statusCode(200);
        Awaitility.await().until(() -> Agents.reasons(second).equals(List.of("paused")));

        cancel(first);
        Awaitility.await().until(() -> state(last).equals("ready"));
        cancel(last);
        Agents.patch(paused, "{\"status\": \"active\"}").statusCode(200);
        Awaitility.await().until(() -> state(second).equals("ready"));
    }

    @Test
    void whoWaitsLongInAGroupRisesToo() {
        String agent = Agents.create(Map.of("concurrency_limit", 1));
        String runner = Server.register(lane, 1);
        submit(agent, Map.of());
        String task = Server.claim(runner);
        String low = submit(agent, Map.of("priority", "low"));
        String high = submit(agent, Map.of("priority", "high"));
        ledger.useHandle(handle ->
                handle.execute("update task set created_at = now() - interval '31 min' where run_id = ?", low));
        Awaitility.await()
                .until(() ->
                        ledger.withHandle(handle -> handle.select("select priority from task where run_id = ?", low)
                                        .mapTo(Integer.class)
                                        .one()
                                == 2));

        Server.result(task, Server.review(runner, "info")).then().statusCode(200);

        Server.poll(runner, 1, 20).then().body("data.runId", contains(low));
        assertThat(state(high)).isEqualTo("held");
    }

    private String submit(String agent, Map<String, ?> more) {
        Map<String, Object> body = Agents.run(agent, lane, Map.of("repository", repository));
        body.putAll(more);
        return Server.submit(body);
    }

    private static void cancel(String run) {
        Server.admin().post("/v1/runs/" + run + "/cancel").then().statusCode(200);
    }

    private String state(String run) {
        return ledger.withHandle(
                handle -> handle.createQuery("select state from task where run_id = :run order by attempt desc limit 1")
                        .bind("run", run)
                        .mapTo(String.class)
                        .one());
    }

    private long taken(List<String> runs) {
        return runs.stream()
                .filter(run -> List.of("ready", "claimed", "preparing").contains(state(run)))
                .count();
    }

    private boolean settled(String agent) {
        return ledger.withHandle(handle -> handle.createQuery("select changed_at is null from agent where id = :agent")
                .bind("agent", agent)
                .mapTo(Boolean.class)
                .one());
    }

    /// The most tasks of the group that were ready or live at once, at any moment of its history.
    private int most(String group) {
        return ledger.withHandle(handle -> handle.createQuery("""
                        select max((select count(*) from task o where o.group_key = t.group_key
                            and o.ready_at <= t.ready_at and o.finished_at > t.ready_at))
                        from task t where t.group_key = :group
                        """)
                .bind("group", group)
                .mapTo(Integer.class)
                .one());
    }
}
