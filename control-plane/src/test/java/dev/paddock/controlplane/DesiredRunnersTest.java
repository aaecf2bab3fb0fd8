package dev.paddock.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.model.fleet.LaneNeed;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/// `GET /api/fleet/desired` over a lane's life, with real runs and claims.
@QuarkusTest
@AtTwoReplicas
@QuarkusTestResource(RealServices.class)
class DesiredRunnersTest {

    private static final String NO_COOLDOWN = "slots=2&cooldown=0";

    private final String lane = Server.lane();
    private final Jdbi ledger;

    DesiredRunnersTest(Jdbi ledger) {
        this.ledger = ledger;
    }

    @Test
    void aLaneGrowsWithWhatWaitsAndIsInWork() {
        assertThat(need(NO_COOLDOWN)).isEqualTo(new LaneNeed(lane, 0, 0, 0, 0));

        for (int i = 0; i < 5; i++) {
            Server.submit(lane);
        }
        assertThat(need(NO_COOLDOWN)).isEqualTo(new LaneNeed(lane, 3, 0, 5, 0));

        String runner = Server.register(lane, 2);
        assertThat(need(NO_COOLDOWN)).isEqualTo(new LaneNeed(lane, 3, 0, 5, 2));
        String task = Server.claim(runner);
        assertThat(need(NO_COOLDOWN)).isEqualTo(new LaneNeed(lane, 3, 1, 4, 1));
        Server.result(task, Server.review(runner, "info")).then().statusCode(200);
        assertThat(need(NO_COOLDOWN)).isEqualTo(new LaneNeed(lane, 2, 0, 4, 2));
    }

    @Test
    void whoeverAsksSaysHowManyRunnersAreKeptAndTheMost() {
        for (int i = 0; i < 3; i++) {
            Server.submit(lane);
        }

        assertThat(need("slots=1&min_idle=2&cooldown=0").desired()).isEqualTo(5);
        assertThat(need("slots=1&min_idle=2&max=4&cooldown=0").desired()).isEqualTo(4);
        assertThat(need("slots=256&cooldown=0").desired()).isEqualTo(1);
        // As it is without a setting: two slots.
        assertThat(need("").desired()).isEqualTo(2);
    }

    @Test
    void theTagsOfALaneMayStandInAnyOrder() {
        String run = Server.submit(Map.of(
                "repository",
                "https://example.com/owner/repo",
                "commit",
                Server.COMMIT,
                "tags",
                List.of("b-" + lane, "a-" + lane)));
        assertThat(run).isNotEmpty();

        LaneNeed need = ask("lane=b-" + lane + ",a-" + lane + "&cooldown=0")
                .then()
                .statusCode(200)
                .extract()
                .as(LaneNeed.class);

        assertThat(need.lane()).isEqualTo("a-" + lane + ",b-" + lane);
        assertThat(need.waiting()).isEqualTo(1);
    }

    @Test
    void runnersThatAreHalfFullAreKept() {
        List<String> tasks = new ArrayList<>();
        List<String> runners = List.of(Server.register(lane, 1), Server.register(lane, 1), Server.register(lane, 1));
        for (String runner : runners) {
            Server.submit(lane);
            tasks.add(Server.claim(runner));
        }

        assertThat(need("slots=10&cooldown=0")).isEqualTo(new LaneNeed(lane, 3, 3, 0, 0));
        Server.result(tasks.getFirst(), Server.review(runners.getFirst(), "info"))
                .then()
                .statusCode(200);
        assertThat(need("slots=10&cooldown=0")).isEqualTo(new LaneNeed(lane, 2, 2, 0, 1));
    }

    @Test
    void whatIsHeldAsksForNobody() {
        String agent = Agents.create(Map.of());
        String group = "group-" + lane;
        Server.submit(Agents.run(agent, lane, Map.of("concurrency_group", group)));
        Server.submit(Agents.run(agent, lane, Map.of("concurrency_group", group)));
        Server.submit(Agents.run(agent, lane, Map.of("not_before", "2100-01-01T00:00:00Z")));

        // Of the group one at a time.
        assertThat(need(NO_COOLDOWN).waiting()).isEqualTo(1);

        Agents.patch(agent, "{\"status\": \"paused\"}").statusCode(200);
        Awaitility.await().untilAsserted(() -> assertThat(need(NO_COOLDOWN)).isEqualTo(new LaneNeed(lane, 0, 0, 0, 0)));
    }

    @Test
    void onlyRunnersThatTakeTasksAreIdle() {
        String draining = Server.register(lane, 4);
        String offline = Server.register(lane, 8);
        String silent = Server.register(lane, 16);
        String gone = Server.register(lane, 32);
        Server.register(lane, 64);
        Server.register(lane + "," + Server.lane(), 128);
        Server.register(Server.lane(), 256);
        assertThat(need("").idle()).isEqualTo(4 + 8 + 16 + 32 + 64 + 128);

        Server.admin().post("/api/runners/" + draining + "/drain").then().statusCode(200);
        Server.runner()
                .body(Map.of("status", "offline", "currentJobs", 0, "taskIds", List.of()))
                .post("/api/runners/" + offline + "/heartbeat")
                .then()
                .statusCode(200);
        ledger.useHandle(handle -> handle.execute("""
                update runner set registered_at = now() - interval '80 s', last_poll_at = now() - interval '76 s',
                    last_heartbeat_at = now() where id = ?
                """, silent));
        Server.runner().delete("/api/runners/" + gone).then().statusCode(200);

        assertThat(need("").idle()).isEqualTo(64 + 128);
    }

    @Test
    void whatRunnersHaveThatStopAsksForNoneThatStay() {
        String leaving = Server.register(lane, 2);
        String staying = Server.register(lane, 2);
        for (int i = 0; i < 3; i++) {
            Server.submit(lane);
        }
        String held = Server.claim(leaving);
        Server.claim(staying);
        assertThat(need(NO_COOLDOWN)).isEqualTo(new LaneNeed(lane, 2, 2, 1, 2));

        Server.leave(leaving, List.of(held)).then().statusCode(200);

        assertThat(need(NO_COOLDOWN)).isEqualTo(new LaneNeed(lane, 1, 1, 1, 1));
        // Tried elsewhere, it takes a runner that stays.
        Server.register(leaving, "process-2", lane, 2).then().statusCode(200);
        assertThat(need("slots=1&cooldown=0").waiting()).isEqualTo(2);
    }

    @Test
    void runnersOfOneTaskCountForAsLongAsTheyHaveIt() {
        String working = Server.register(lane, 1);
        String waiting = Server.register(lane, 1);
        Server.submit(lane);
        Server.submit(lane);
        String held = Server.claim(working);
        assertThat(need("once=true")).isEqualTo(new LaneNeed(lane, 2, 1, 1, 1));

        // Who has its only task says that it takes nothing more; whoever counts pods still counts it.
        Server.leave(working, List.of(held)).then().statusCode(200);

        assertThat(need("once=true")).isEqualTo(new LaneNeed(lane, 2, 1, 1, 1));
        assertThat(need("once=false&slots=1&cooldown=0")).isEqualTo(new LaneNeed(lane, 1, 0, 1, 1));
        Server.claim(waiting);
        assertThat(need("once=true&min_idle=1&slots=1&cooldown=0")).isEqualTo(new LaneNeed(lane, 3, 2, 0, 0));
        Server.result(held, Server.review(working, "info")).then().statusCode(200);
        assertThat(need("once=true")).isEqualTo(new LaneNeed(lane, 1, 1, 0, 0));
    }

    @Test
    void whoAsksForRunnersOfOneTaskLeavesNothingBehind() {
        Server.submit(lane);
        assertThat(need("once=true").desired()).isEqualTo(1);

        assertThat(remembered()).isZero();
    }

    @Test
    void scaleInWaitsOutItsCoolDownAndGoesToZero() {
        String runner = Server.register(lane, 4);
        for (int i = 0; i < 4; i++) {
            Server.submit(lane);
        }
        assertThat(need("slots=1&cooldown=300").desired()).isEqualTo(4);
        for (int i = 0; i < 4; i++) {
            Server.result(Server.claim(runner), Server.review(runner, "info"))
                    .then()
                    .statusCode(200);
        }

        assertThat(need("slots=1&cooldown=300")).isEqualTo(new LaneNeed(lane, 4, 0, 0, 4));
        // The memory is of what was asked for, so that every caller's own policy counts.
        assertThat(need("slots=2&min_idle=1&cooldown=300").desired()).isEqualTo(3);
        assertThat(need("slots=1&cooldown=0").desired()).isZero();

        older(Duration.ofSeconds(299));
        assertThat(need("slots=1&cooldown=300").desired()).isEqualTo(4);
        older(Duration.ofSeconds(11));
        assertThat(need("slots=1&cooldown=300").desired()).isZero();
        assertThat(need("slots=1&cooldown=600").desired()).isEqualTo(4);
        Server.submit(lane);
        assertThat(need("slots=1&cooldown=300").desired()).isEqualTo(1);
    }

    /// Lets what was seen be longer ago.
    private void older(Duration time) {
        ledger.useHandle(handle -> handle.execute(
                "update lane_peak set at = at - ? * interval '1 s' where lane = ?", time.toSeconds(), lane));
    }

    @Test
    void aLaneThatNothingIsAskedOfIsNotRemembered() {
        need("");
        Server.submit(lane);
        assertThat(remembered()).isZero();
        need("");
        assertThat(remembered()).isPositive();
    }

    private int remembered() {
        return ledger.withHandle(handle -> handle.select("select count(*) from lane_peak where lane = ?", lane)
                .mapTo(Integer.class)
                .one());
    }

    @Test
    void aKeyThatViewsIsEnoughAndARunnersIsNot() {
        Settings.key(Keys.of(ledger, "viewer"))
                .get("/api/fleet/desired?lane=" + lane)
                .then()
                .statusCode(200);
        Server.runner().get("/api/fleet/desired?lane=" + lane).then().statusCode(403);
    }

    @Test
    void everythingThatIsWrongIsNamedAtOnce() {
        Response wrong = ask("lane=A&slots=0&min_idle=x&max=-1&cooldown=3601");

        wrong.then().statusCode(400);
        assertThat(wrong.<List<String>>path("errors.field"))
                .containsExactly("lane", "slots", "min_idle", "max", "cooldown");
        Response once = ask("once=true&slots=2&cooldown=300");
        once.then().statusCode(400);
        assertThat(once.<List<String>>path("errors.field")).containsExactly("slots", "cooldown");
        Response contradiction = ask("lane=" + lane + "&min_idle=5&max=4");
        contradiction.then().statusCode(400);
        assertThat(contradiction.<List<String>>path("errors.field")).containsExactly("min_idle");
    }

    private LaneNeed need(String query) {
        return ask("lane=" + lane + "&" + query)
                .then()
                .statusCode(200)
                .extract()
                .as(LaneNeed.class);
    }

    private static Response ask(String query) {
        return Server.admin().get("/api/fleet/desired?" + query);
    }
}
