package dev.paddock.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@AtTwoReplicas
@QuarkusTestResource(RealServices.class)
class SupersedeTest {

    private final String lane = Server.lane();
    private final String repository = Agents.repository();
    private String agent = "";

    @BeforeEach
    void anAgentThatSupersedes() {
        agent = Agents.create(Map.of("supersede", true));
    }

    @Test
    void aNewRunOfAPullRequestReplacesTheOneThatWaits() {
        String older = submit(7, Map.of());
        String newer = submit(7, Map.of());

        assertThat(Server.run(older).getString("status")).isEqualTo("cancelled");
        assertThat(Server.run(older).getString("superseded_by")).isEqualTo(newer);
        assertThat(Server.gate(older).getString("status")).isEqualTo("failed");
        assertThat(Server.gate(older).getString("reason")).isEqualTo("cancelled");
        assertThat(Server.gate(older).getString("superseded_by")).isEqualTo(newer);
        assertThat(Server.run(newer).getString("status")).isEqualTo("queued");
        assertThat((Object) Server.run(newer).get("superseded_by")).isNull();
    }

    @Test
    void theRunnerOfAReplacedRunHearsOfIt() {
        String runner = Server.register(lane, 2);
        String older = submit(7, Map.of());
        String task = Server.claim(runner);
        Server.status(task, "reviewing").then().statusCode(200);

        submit(7, Map.of());

        Server.heartbeat(runner, List.of(task)).then().body("data.cancelTaskIds", contains(task));
        Server.result(task, Server.review(runner, "info"))
                .then()
                .statusCode(409)
                .body("code", equalTo("lease_lost"));
        List<String> events = Server.admin()
                .get("/v1/runs/" + older + "/events")
                .then()
                .extract()
                .path("event.type");
        assertThat(events).containsExactly("run.queued", "run.started", "run.finished");
    }

    @Test
    void otherPullRequestsRepositoriesAndAgentsAreLeftAlone() {
        String other = Agents.create(Map.of());
        List<String> open = List.of(
                submit(1, Map.of()),
                submit(2, Map.of()),
                submit(1, Map.of("repository", Agents.repository())),
                submit(1, Map.of("agent_id", other)),
                submit(1, Map.of("agent_id", other)),
                Server.submit(Agents.run(agent, lane, Map.of("repository", repository))));
        String third = submit(3, Map.of());

        assertThat(open)
                .allSatisfy(
                        run -> assertThat(Server.run(run).getString("status")).isEqualTo("queued"));
        assertThat(Server.run(third).getString("status")).isEqualTo("queued");
    }

    @Test
    void aRepeatedRequestAndARetryReplaceNothing() {
        Map<String, Object> body = body(7, Map.of());
        String first = submit(body, "key-" + lane);
        String second = submit(7, Map.of());

        assertThat(submit(body, "key-" + lane)).isEqualTo(first);
        Server.admin().post("/v1/runs/" + first + "/retry").then().statusCode(202);

        assertThat(Server.run(second).getString("status")).isEqualTo("queued");
    }

    @Test
    void aFinishedRunStaysWhatItIs() {
        String runner = Server.register(lane, 1);
        String older = submit(7, Map.of());
        Server.result(Server.claim(runner), Server.review(runner, "info"))
                .then()
                .statusCode(200);

        submit(7, Map.of());

        assertThat(Server.run(older).getString("status")).isEqualTo("success");
    }

    @Test
    void aBurstLeavesExactlyOneRunAlive() {
        Server.register(lane, 1);
        List<CompletableFuture<String>> submits = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            submits.add(CompletableFuture.supplyAsync(() -> submit(7, Map.of()), Thread::startVirtualThread));
        }
        List<String> runs = submits.stream().map(CompletableFuture::join).toList();

        List<String> alive = runs.stream()
                .filter(run -> Server.run(run).getString("status").equals("queued"))
                .toList();
        assertThat(alive).hasSize(1);
        assertThat(runs.stream()
                        .filter(run -> !run.equals(alive.getFirst()))
                        .map(run -> Server.run(run).getString("superseded_by")))
                .doesNotContainNull();
    }

    @Test
    void aPullRequestHasANumber() {
        Server.admin()
                .body(body(0, Map.of()))
                .post("/v1/runs")
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("pull_request.number"));
    }

    private Map<String, Object> body(int pullRequest, Map<String, ?> more) {
        Map<String, Object> body = new HashMap<>(Agents.run(
                agent, lane, Map.of("repository", repository, "pull_request", Map.of("number", pullRequest))));
        body.putAll(more);
        return body;
    }

    private String submit(int pullRequest, Map<String, ?> more) {
        return Server.submit(body(pullRequest, more));
    }

    private static String submit(Map<String, ?> body, String key) {
        return Server.admin()
                .header("Idempotency-Key", key)
                .body(body)
                .post("/v1/runs")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
    }
}
