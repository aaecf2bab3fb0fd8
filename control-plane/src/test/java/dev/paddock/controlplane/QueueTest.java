package dev.paddock.controlplane;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(RealServices.class)
class QueueTest {

    private final String lane = Server.lane();

    @Test
    void aRunThatNobodyCanTakeSaysSo() {
        queue(Server.submit(lane)).body("reasons", contains("no_matching_runner"));
    }

    @Test
    void aRunBehindABusyRunnerSaysSoAndHasAPlace() {
        String runner = Server.register(lane, 1);
        String first = Server.submit(lane);
        Server.claim(runner);
        String second = Server.submit(lane);

        queue(first).body("position", equalTo(0)).body("reasons", empty());
        queue(second).body("position", greaterThanOrEqualTo(1)).body("reasons", contains("all_slots_busy"));
    }

    @Test
    void aHeldRunSaysWhatHoldsIt() {
        String held = Server.submit(Map.of(
                "repository",
                "https://example.com/owner/repo",
                "commit",
                Server.COMMIT,
                "tags",
                List.of(lane),
                "not_before",
                "2100-01-01T00:00:00Z"));

        queue(held).body("position", equalTo(0)).body("reasons", contains("not_before"));
    }

    @Test
    void aRunThatEndedDoesNotWait() {
        String run = Server.submit(lane);
        Server.admin().post("/v1/runs/" + run + "/cancel").then().statusCode(200);

        queue(run).body("position", equalTo(0)).body("reasons", empty());
        Server.admin().get("/v1/runs/run_x/queue").then().statusCode(404);
    }

    private static ValidatableResponse queue(String run) {
        return Server.admin().get("/v1/runs/" + run + "/queue").then().statusCode(200);
    }
}
