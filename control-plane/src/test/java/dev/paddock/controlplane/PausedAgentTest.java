package dev.paddock.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

@QuarkusTest
@AtTwoReplicas
@QuarkusTestResource(RealServices.class)
class PausedAgentTest {

    private final String lane = Server.lane();
    private final Jdbi ledger;

    PausedAgentTest(Jdbi ledger) {
        this.ledger = ledger;
    }

    @Test
    void aPausedAgentsRunsWaitAndGoOnTogether() {
        String agent = Agents.create(Map.of("status", "paused"));
        List<String> runs = List.of(
                Server.submit(Agents.run(agent, lane, Map.of())), Server.submit(Agents.run(agent, lane, Map.of())));
        String runner = Server.register(lane, 5);

        Server.poll(runner, 5, 0).then().statusCode(200).body("data", empty());
        runs.forEach(run -> assertThat(Agents.reasons(run)).containsExactly("paused"));
        Agents.patch(agent, "{\"status\": \"active\"}").statusCode(200).body("status", equalTo("active"));

        // The reply to the change came after its effect.
        assertThat(ready(agent)).isEqualTo(2);
        Server.poll(runner, 5, 20).then().body("data.runId", contains(runs.toArray()));
    }

    @Test
    void whatIsReadyIsHeldWhenItsAgentIsPausedAndWhatRunsGoesOn() {
        String agent = Agents.create(Map.of());
        String runner = Server.register(lane, 2);
        String running = Server.submit(Agents.run(agent, lane, Map.of()));
        String task = Server.claim(runner);
        String waiting = Server.submit(Agents.run(agent, lane, Map.of()));

        Agents.patch(agent, "{\"status\": \"paused\"}").statusCode(200);

        Awaitility.await().until(() -> ready(agent) == 0);
        assertThat(Agents.reasons(waiting)).containsExactly("paused");
        Server.result(task, Server.review(runner, "info")).then().statusCode(200);
        assertThat(Server.run(running).getString("status")).isEqualTo("success");
        Server.poll(runner, 2, 0).then().body("data", empty());
    }

    @Test
    void aPauseDuringSubmissionsLeavesNothingReady() {
        String agent = Agents.create(Map.of());
        for (int round = 0; round < 3; round++) {
            List<CompletableFuture<String>> submits = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                submits.add(CompletableFuture.supplyAsync(
                        () -> Server.submit(Agents.run(agent, lane, Map.of())), Thread::startVirtualThread));
            }
            submits.getFirst().join();
            Agents.patch(agent, "{\"status\": \"paused\"}").statusCode(200);
            submits.forEach(CompletableFuture::join);

            Awaitility.await().until(() -> ready(agent) == 0);
            Agents.patch(agent, "{\"status\": \"active\"}").statusCode(200);
            int all = 12 * (round + 1);
            Awaitility.await().until(() -> ready(agent) == all);
        }
    }

    @Test
    void anAttemptThatFollowsWaitsToo() {
        String agent = Agents.create(Map.of());
        String runner = Server.register(lane, 1);
        String run = Server.submit(Agents.run(agent, lane, Map.of()));
        String task = Server.claim(runner);
        Agents.patch(agent, "{\"status\": \"paused\"}").statusCode(200);

        Server.runner()
                .body(Map.of("reason", "leaving"))
                .post("/api/runners/tasks/" + task + "/return")
                .then()
                .statusCode(200);

        assertThat(Agents.reasons(run)).containsExactly("paused");
        assertThat(Server.run(run).getString("status")).isEqualTo("running");
    }

    @Test
    void aChangeReplacesWhatItNamesAndIsCheckedAsANewAgentIs() {
        String agent = Agents.create(Map.of("tags", List.of("big"), "concurrency_limit", 3));

        Agents.patch(agent, "{\"max_attempts\": 5, \"supersede\": true, \"config\": {\"review_style\": \"quick\"}}")
                .statusCode(200)
                .body("max_attempts", equalTo(5))
                .body("supersede", equalTo(true))
                .body("tags", contains("big"))
                .body("concurrency_limit", equalTo(3))
                .body("config.review_style", equalTo("quick"))
                .body("config.min_severity", equalTo("info"));
        Agents.patch(agent, "{\"concurrency_limit\": null}").statusCode(200).body("concurrency_limit", nullValue());
        Agents.patch(agent, "{\"concurrency_limit\": 0}")
                .statusCode(400)
                .body("errors[0].field", equalTo("concurrency_limit"));
        Agents.patch(agent, "{\"status\": \"error\"}").statusCode(400).body("errors[0].field", equalTo("status"));
        Agents.patch(agent, "{\"tags\": 7}").statusCode(400).body("detail", containsString("tags"));
        Agents.patch(agent, "{\"name\": \"code-reviewer\"}").statusCode(400).body("errors[0].field", equalTo("name"));
        Agents.patch(agent, "[]").statusCode(400);
        Agents.patch(agent, "").statusCode(400);
        Agents.patch("agent_unknown", "{}").statusCode(404);
    }

    private int ready(String agent) {
        return ledger.withHandle(handle -> handle.createQuery("""
                        select count(*) from task t join run r on r.id = t.run_id
                        where r.agent_id = :agent and t.state = 'ready'
                        """)
                .bind("agent", agent)
                .mapTo(Integer.class)
                .one());
    }
}
