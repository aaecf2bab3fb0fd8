package dev.paddock.controlplane.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import dev.paddock.controlplane.AtTwoReplicas;
import dev.paddock.controlplane.Keys;
import dev.paddock.controlplane.OtherReplica;
import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.Server;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

@QuarkusTest
@AtTwoReplicas
@QuarkusTestResource(RealServices.class)
class HeartbeatTest {

    private final String lane = Server.lane();
    private final Jdbi ledger;

    HeartbeatTest(Jdbi ledger) {
        this.ledger = ledger;
    }

    @Test
    void heartbeatsThatComeTogetherAreOneTransaction() {
        List<String> runners =
                IntStream.range(0, 40).mapToObj(i -> Server.register(lane, 1)).toList();
        atOnce(runners.stream().map(runner -> () -> Server.heartbeat(runner, List.of())))
                .forEach(response -> response.then().statusCode(200));

        int commits = ledger.withHandle(
                handle -> handle.createQuery("select count(distinct xmin::text) from runner where id = any(:ids)")
                        .bindArray("ids", String.class, runners)
                        .mapTo(Integer.class)
                        .one());
        assertThat(commits).isLessThanOrEqualTo(5);
    }

    @Test
    void eachOfThemIsJudgedAlone() {
        String mine = Server.register(lane, 1);
        String gone = Server.register(lane, 1);
        Server.runner().delete("/api/runners/" + gone).then().statusCode(200);
        String stranger = Keys.of(ledger, "runner");

        List<Response> answers = atOnce(Stream.of(
                () -> Server.heartbeat(mine, List.of()),
                () -> beat(stranger, mine, Map.of("status", "busy", "currentJobs", 7)),
                () -> Server.heartbeat("nobody-" + lane, List.of()),
                () -> Server.heartbeat(gone, List.of()),
                () -> Server.heartbeat(mine, List.of())));

        assertThat(answers).extracting(Response::statusCode).containsExactly(200, 403, 404, 410, 200);
        answers.get(1).then().body("code", equalTo("not_your_runner"));
        assertThat(text("select current_jobs::text from runner where id = ?", mine))
                .isEqualTo("0");
        assertThat(text("select (last_heartbeat_at is null)::text from runner where id = ?", gone))
                .isEqualTo("true");
    }

    @Test
    void aTaskOfAnotherRunnerIsNotKeptByNamingIt() {
        String holder = Server.register(lane, 1);
        String other = Server.register(lane, 1);
        String run = Server.submit(lane);
        String task = Server.claim(holder);
        String lease = lease(task);

        Server.heartbeat(other, List.of(task)).then().body("data.lostTaskIds", contains(task));
        assertThat(lease(task)).isEqualTo(lease);
        Server.admin().post("/v1/runs/" + run + "/cancel").then().statusCode(200);
        Server.heartbeat(other, List.of(task))
                .then()
                .body("data.cancelTaskIds", empty())
                .body("data.lostTaskIds", contains(task));
        Server.heartbeat(holder, List.of(task, task)).then().body("data.cancelTaskIds", contains(task));
    }

    @Test
    void aHeartbeatThatNamesNothingKeepsAllAndConfirmsNothing() {
        String runner = Server.register(lane, 2);
        Server.submit(lane);
        String task = Server.claim(runner);
        String lease = lease(task);

        beat(RealServices.RUNNER_KEY, runner, Map.of("status", "online", "currentJobs", 0))
                .then()
                .statusCode(200);
        assertThat(lease(task)).isEqualTo(lease);
        beat(RealServices.RUNNER_KEY, runner, Map.of("status", "busy", "currentJobs", 1))
                .then()
                .statusCode(200)
                .body("data.lostTaskIds", empty());
        assertThat(lease(task)).isGreaterThan(lease);
        assertThat(text("select coalesce(confirmed_at, deadline)::text from task where id = ?", UUID.fromString(task)))
                .isEqualTo("null");
    }

    @Test
    void aHeartbeatThatNamesNothingIsToldOfWhatWasCancelledWhileItIsHeld() {
        String runner = Server.register(lane, 3);
        String other = Server.register(lane, 1);
        List<String> tasks = Stream.generate(() -> cancelledOf(runner)).limit(3).toList();
        Map<String, ?> busy = Map.of("status", "busy", "currentJobs", 3);

        beat(RealServices.RUNNER_KEY, runner, busy)
                .then()
                .body("data.cancelTaskIds", containsInAnyOrder(tasks.toArray()))
                .body("data.lostTaskIds", empty());
        beat(RealServices.RUNNER_KEY, other, busy).then().body("data.cancelTaskIds", empty());
        Server.runner()
                .body(Map.of("reason", "cancelled"))
                .post("/api/runners/tasks/" + tasks.get(0) + "/return")
                .then()
                .statusCode(409);
        ledger.useHandle(handle ->
                handle.execute("update task set lease_until = now() where id = ?", UUID.fromString(tasks.get(1))));
        // Who counts wrongly is told too.
        beat(RealServices.RUNNER_KEY, runner, Map.of("status", "online", "currentJobs", 0))
                .then()
                .body("data.cancelTaskIds", contains(tasks.get(2)));
        Server.register(runner, "process-2", lane, 3);
        beat(RealServices.RUNNER_KEY, runner, busy).then().body("data.cancelTaskIds", empty());
    }

    private String cancelledOf(String runner) {
        String run = Server.submit(lane);
        String task = Server.claim(runner);
        Server.admin().post("/v1/runs/" + run + "/cancel").then().statusCode(200);
        return task;
    }

    @Test
    void aLeaseThatRanOutIsNotRevived() {
        String runner = Server.register(lane, 1);
        Server.submit(lane);
        String task = Server.claim(runner);
        Server.heartbeat(runner, List.of(task)).then().body("data.lostTaskIds", empty());
        ledger.useHandle(handle -> handle.execute(
                "update task set lease_until = now() - interval '1 ms' where id = ?", UUID.fromString(task)));

        Server.heartbeat(runner, List.of(task)).then().body("data.lostTaskIds", contains(task));
        Server.status(task, "preparing").then().statusCode(409).body("code", equalTo("lease_lost"));
    }

    @Test
    void nothingButAHeartbeatIsASignOfLife() {
        String runner = Server.register(lane, 1);
        Server.submit(lane);
        String task = Server.claim(runner);
        Server.status(task, "preparing").then().statusCode(200);
        Server.logs(task, 1, List.of("at work")).then().statusCode(200);
        Server.result(task, Server.review(runner, "info")).then().statusCode(200);

        assertThat(text("select (last_heartbeat_at is null)::text from runner where id = ?", runner))
                .isEqualTo("true");
    }

    @Test
    void whenItsNewestPollBeganIsStored() {
        String runner = Server.register(lane, 1);
        String age = "select floor(extract(epoch from now() - last_poll_at) / 10)::text from runner where id = ?";
        Map<String, Object> beat = new HashMap<>(Map.of("status", "online", "currentJobs", 0));

        beat(RealServices.RUNNER_KEY, runner, beat).then().statusCode(200);
        assertThat(text(age, runner)).isEqualTo("null");
        beat.put("lastPollAgeMs", 205_000);
        beat(RealServices.RUNNER_KEY, runner, beat).then().statusCode(200);
        assertThat(text(age, runner)).isEqualTo("20");
        // What the server saw since counts for more.
        ledger.useHandle(handle -> handle.execute("update runner set last_poll_at = now() where id = ?", runner));
        beat(RealServices.RUNNER_KEY, runner, beat).then().statusCode(200);
        assertThat(text(age, runner)).isEqualTo("0");
    }

    @Test
    void noIndexHasAColumnThatHeartbeatsChange() {
        assertThat(text("""
                        select string_agg(distinct a.attname, ',') from pg_index i
                            join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
                        where i.indrelid = ?::regclass
                        """, "runner")).isEqualTo("id,stream_at,tags");
        assertThat(text("select reloptions::text from pg_class where oid = ?::regclass", "runner"))
                .contains("fillfactor=50");
    }

    private static List<Response> atOnce(Stream<Supplier<Response>> calls) {
        return calls.map(call -> CompletableFuture.supplyAsync(call, Thread::startVirtualThread)).toList().stream()
                .map(CompletableFuture::join)
                .toList();
    }

    private static Response beat(String key, String runner, Map<String, ?> body) {
        return RestAssured.given()
                .port(OtherReplica.port())
                .header("x-api-key", key)
                .contentType(ContentType.JSON)
                .body(body)
                .post("/api/runners/" + runner + "/heartbeat");
    }

    private String lease(String task) {
        return text("select lease_until::text from task where id = ?", UUID.fromString(task));
    }

    private String text(String sql, Object parameter) {
        return ledger.withHandle(handle ->
                String.valueOf(handle.select(sql, parameter).mapTo(String.class).first()));
    }
}
