package dev.paddock.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/// Repositories take turns, and nobody waits for ever.
@QuarkusTest
@AtTwoReplicas
@QuarkusTestResource(RealServices.class)
class FairTurnsTest {

    private final String lane = Server.lane();
    private final String busy = Agents.repository();
    private final String quiet = Agents.repository();
    private final Jdbi ledger;

    FairTurnsTest(Jdbi ledger) {
        this.ledger = ledger;
    }

    @Test
    void aRepositoryWithFiveHundredQueuedDoesNotStarveAnother() {
        submitMany(busy, 500);
        String runner = Server.register(lane, 1);
        String last = submit(quiet, Map.of());

        List<String> served = serve(runner, 3);

        assertThat(served).contains(last);
    }

    @Test
    void twoRepositoriesTakeTurns() {
        for (int i = 0; i < 10; i++) {
            submit(busy, Map.of());
        }
        List<String> quiets = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            quiets.add(submit(quiet, Map.of()));
        }
        List<String> served = serve(Server.register(lane, 1), 9);

        List<Integer> turns = quiets.stream().map(served::indexOf).toList();
        assertThat(turns).doesNotContain(-1).isSorted();
        for (int i = 1; i < turns.size(); i++) {
            assertThat(turns.get(i) - turns.get(i - 1)).isEqualTo(2);
        }
    }

    @Test
    void whatARepositoryWasServedInOneLaneCountsInEveryLane() {
        // Served much where nobody else asks, a repository does not come first where somebody does.
        String other = Server.lane();
        submitMany(busy, 20);
        serve(Server.register(lane, 1), 20);
        Server.submit(run(busy, Map.of("tags", List.of(other))));
        Server.submit(run(busy, Map.of("tags", List.of(other))));
        String newcomer = Server.submit(run(quiet, Map.of("tags", List.of(other))));

        assertThat(serve(Server.register(other, 1), 2)).contains(newcomer);
    }

    @Test
    void anUrgentRunPushesNobodyBehindTheBacklogItOvertook() {
        submitMany(busy, 30);
        String runner = Server.register(lane, 1);
        String urgent = submit(busy, Map.of("priority", "high"));
        assertThat(serve(runner, 1)).containsExactly(urgent);

        String newcomer = submit(quiet, Map.of());

        assertThat(serve(runner, 3)).contains(newcomer);
    }

    @Test
    void aRunInAnIdleLanePushesNobodyBehindTheBacklogOfAnother() {
        String idle = Server.lane();
        submitMany(busy, 30);
        String elsewhere = Server.submit(run(busy, Map.of("tags", List.of(idle))));
        assertThat(serve(Server.register(idle, 1), 1)).containsExactly(elsewhere);

        String newcomer = submit(quiet, Map.of());

        assertThat(serve(Server.register(lane, 1), 3)).contains(newcomer);
    }

    @Test
    void whatWasCancelledBeforeItsTurnCostsARepositoryNothing() {
        for (int i = 0; i < 20; i++) {
            String run = submit(busy, Map.of());
            Server.admin().post("/v1/runs/" + run + "/cancel").then().statusCode(200);
        }
        for (int i = 0; i < 10; i++) {
            submit(quiet, Map.of());
        }
        String last = submit(busy, Map.of());

        assertThat(serve(Server.register(lane, 1), 2)).contains(last);
    }

    @Test
    void aTaskThatWaitsRisesALevelInAQuarterOfAnHour() {
        String low = submit(quiet, Map.of("priority", "low"));
        String old = submit(quiet, Map.of("priority", "low"));
        String normal = submit(quiet, Map.of());
        String high = submit(quiet, Map.of("priority", "high"));
        wait(low, 16);
        wait(old, 24 * 60);
        wait(normal, 14);

        Awaitility.await().untilAsserted(() -> {
            assertThat(priority(low)).isEqualTo(1);
            // No higher than the highest.
            assertThat(priority(old)).isEqualTo(2);
        });
        assertThat(priority(normal)).isEqualTo(1);
        assertThat(priority(high)).isEqualTo(2);
        assertThat(serve(Server.register(lane, 1), 1)).containsExactly(old);
    }

    private Map<String, Object> run(String repository, Map<String, ?> more) {
        Map<String, Object> body = Agents.run("code-reviewer", lane, Map.of("repository", repository));
        body.putAll(more);
        return body;
    }

    private String submit(String repository, Map<String, ?> more) {
        return Server.submit(run(repository, more));
    }

    private void submitMany(String repository, int runs) {
        submit(repository, Map.of());
        List<CompletableFuture<String>> submits = new ArrayList<>();
        for (int i = 1; i < runs; i++) {
            submits.add(CompletableFuture.supplyAsync(() -> submit(repository, Map.of()), Thread::startVirtualThread));
        }
        submits.forEach(CompletableFuture::join);
    }

    /// Claims and completes `runs` tasks one after another; returns their runs.
    private static List<String> serve(String runner, int runs) {
        List<String> served = new ArrayList<>();
        while (served.size() < runs) {
            var reply = Server.poll(runner, 1, 20).then().statusCode(200).extract();
            List<String> tasks = reply.path("data.id");
            List<String> ids = reply.path("data.runId");
            served.addAll(ids);
            tasks.forEach(task ->
                    Server.result(task, Server.review(runner, "info")).then().statusCode(200));
        }
        return served;
    }

    private void wait(String run, int minutes) {
        ledger.useHandle(handle -> handle.createUpdate(
                        "update task set ready_at = now() - :minutes * interval '1 minute' where run_id = :run")
                .bind("minutes", minutes)
                .bind("run", run)
                .execute());
    }

    private int priority(String run) {
        return ledger.withHandle(handle -> handle.createQuery("select priority from task where run_id = :run")
                .bind("run", run)
                .mapTo(Integer.class)
                .one());
    }
}
