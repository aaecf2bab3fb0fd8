package dev.paddock.controlplane;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/// What a runner may get wrong: it is told so, and no row changes.
@QuarkusTest
@AtTwoReplicas
@QuarkusTestResource(RealServices.class)
class BadInputTest {

    private static final long LARGEST = 16 << 20;
    private static final String KEY = "x-api-key: " + RealServices.RUNNER_KEY + "\r\n";

    private final String lane = Server.lane();
    private final Jdbi ledger;

    BadInputTest(Jdbi ledger) {
        this.ledger = ledger;
    }

    @Test
    void aPhaseOutOfOrderChangesNothing() {
        String task = claimed(Server.register(lane, 1));
        Server.status(task, "reviewing").then().statusCode(200);
        String before = rows();

        refused(Server.status(task, "cloning"), 409, "illegal_phase");
        refused(Server.status(task, "succeeded"), 400, "invalid_value");
        refused(Server.runner().body("{}").post("/api/runners/tasks/" + task + "/status"), 400, "invalid_value");
        refused(Server.runner().post("/api/runners/tasks/" + task + "/status"), 400, "invalid_value");
        refused(Server.status("no-task", "cloning"), 404, "not_found");
        refused(Server.status(UUID.randomUUID().toString(), "cloning"), 404, "not_found");
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void aSecondResultChangesNothing() {
        String runner = Server.register(lane, 1);
        String task = claimed(runner);
        Server.result(task, Server.review(runner, "warning")).then().statusCode(200);
        String before = rows();

        Server.result(task, Server.review(runner, "warning")).then().statusCode(200);
        refused(Server.result(task, Server.review(runner, "error")), 409, "already_finished");
        refused(Server.status(task, "submitting"), 409, "lease_lost");
        refused(Server.logs(task, 1, List.of("late")), 409, "lease_lost");
        refused(giveBack(Server.runner(), task), 409, "lease_lost");
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void metricsThatCannotBeLoseNoReview() {
        String runner = Server.register(lane, 1);
        String task = claimed(runner);
        String run = runOf(task);
        Map<String, Object> result = new HashMap<>(Server.review(runner, "warning"));
        result.put(
                "metrics",
                Map.of(
                        "queueMs",
                        -5,
                        "cloneMs",
                        "12",
                        "reviewMs",
                        7,
                        "totalMs",
                        1234.56,
                        "filesReviewed",
                        1e300,
                        "tokens",
                        Map.of("input", -1, "output", 2)));

        String reply =
                Server.result(task, result).then().statusCode(200).extract().asString();

        assertThat(Server.result(task, result).asString()).isEqualTo(reply);
        assertThat(Server.run(run).getString("status")).isEqualTo("success");
        String metrics = ledger.withHandle(handle -> handle.select("select metrics::text from run where id = ?", run)
                .mapTo(String.class)
                .one());
        assertThat(metrics).isEqualTo("{\"totalMs\": 1235, \"reviewMs\": 7}");
        Server.admin()
                .get("/v1/runs/" + run + "/logs?level=warn")
                .then()
                .body(
                        "logs.message",
                        contains("The result's metrics are negative or no numbers in queueMs, cloneMs, filesReviewed,"
                                + " tokens and kept without; look at the runner's clock."));
    }

    @Test
    void nothingIsTakenAfterACancellation() {
        String runner = Server.register(lane, 1);
        String task = claimed(runner);
        Server.admin().post("/v1/runs/" + runOf(task) + "/cancel").then().statusCode(200);
        String before = rows();

        refused(Server.result(task, Server.review(runner, "info")), 409, "lease_lost");
        refused(Server.status(task, "preparing"), 409, "lease_lost");
        refused(Server.logs(task, 1, List.of("late")), 409, "lease_lost");
        refused(giveBack(Server.runner(), task), 409, "lease_lost");
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void aResultForAnotherRunnersTaskIsRefused() {
        String task = claimed(Server.register(lane, 1));
        String other = Server.register(lane, 1);
        String before = rows();

        refused(Server.result(task, Server.review(other, "info")), 409, "lease_lost");
        everyTaskCall(task, stranger());
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void anotherTasksTokenOpensNothing() {
        String runner = Server.register(lane, 2);
        String task = claimed(runner);
        Server.submit(lane);
        String token = Server.poll(runner, 1, 20).path("data[0].token");
        String before = rows();

        everyTaskCall(task, given().header("Authorization", "Bearer " + token).contentType(ContentType.JSON));
        assertThat(rows()).isEqualTo(before);
    }

    private void everyTaskCall(String task, RequestSpecification caller) {
        String calls = "/api/runners/tasks/" + task;
        refused(given(caller).body(Map.of("status", "preparing")).post(calls + "/status"), 403, "not_your_runner");
        refused(given(caller).body(Map.of("logs", List.of("x"))).post(calls + "/logs"), 403, "not_your_runner");
        refused(given(caller).body(Server.review("r", "info")).post(calls + "/result"), 403, "not_your_runner");
        refused(giveBack(given(caller), task), 403, "not_your_runner");
    }

    @Test
    void aResultOfMoreThanSixteenMegabytesIsRefused() throws IOException {
        String runner = Server.register(lane, 1);
        String task = claimed(runner);
        String path = "/api/runners/tasks/" + task + "/result";
        String before = rows();

        String announced = RawCall.announce("POST", path, LARGEST + 1, KEY);
        assertThat(announced).startsWith("HTTP/1.1 413 ").contains("\"too_large\"");
        String chunked = RawCall.chunks("POST", path, " ".repeat(1 << 20), (int) (LARGEST >> 20) + 1, KEY);
        assertThat(chunked).startsWith("HTTP/1.1 413 ").contains("\"too_large\"");
        assertThat(rows()).isEqualTo(before);

        String result = new ObjectMapper().writeValueAsString(Server.review(runner, "info"));
        Server.runner()
                .body(result + " ".repeat((int) LARGEST - result.length()))
                .post(path)
                .then()
                .statusCode(200)
                .body("data.status", equalTo("succeeded"));
    }

    @Test
    void aDeregisteredRunnersHeartbeatKeepsNothing() {
        String runner = Server.register(lane, 1);
        String task = claimed(runner);
        Server.runner().delete("/api/runners/" + runner).then().statusCode(200);
        String before = rows();

        refused(Server.heartbeat(runner, List.of(task)), 410, "runner_gone");
        refused(
                Server.runner()
                        .body(Map.of("status", "busy", "currentJobs", 1))
                        .post("/api/runners/" + runner + "/heartbeat"),
                410,
                "runner_gone");
        refused(Server.heartbeat("never-registered-" + lane, List.of(task)), 404, "not_found");
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void aHeartbeatThatMakesNoSenseKeepsNothing() {
        String runner = Server.register(lane, 1);
        String task = claimed(runner);
        String before = rows();
        List<String> many = Collections.nCopies(1001, task);
        for (String member : List.of(
                "\"taskIds\": [\"x\"]",
                "\"taskIds\": [null]",
                "\"taskIds\": [\"\\u0000\"]",
                "\"taskIds\": [\"" + String.join("\",\"", many) + "\"]",
                "\"lastPollAgeMs\": -1",
                "\"lastPollAgeMs\": 9223372036854775807",
                "\"currentJobs\": -1",
                "\"currentJobs\": 4294967296",
                "\"status\": \"asleep\"")) {
            String status = member.contains("status") ? "" : "\"status\": \"online\", ";
            refused(
                    Server.runner().body("{" + status + member + "}").post("/api/runners/" + runner + "/heartbeat"),
                    400,
                    "invalid_value");
        }
        refused(
                Server.runner()
                        .urlEncodingEnabled(false)
                        .body("{\"status\": \"online\", \"currentJobs\": 0}")
                        .post("/api/runners/%00/heartbeat"),
                400,
                "invalid_value");
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void aClaimForAnotherRunnerGetsNothing() {
        String runner = Server.register(lane, 1);
        Server.submit(lane);
        String before = rows();
        for (String wait : List.of("0", "1")) {
            refused(
                    stranger()
                            .queryParam("runnerId", runner)
                            .queryParam("wait", wait)
                            .get("/api/runners/tasks/pending"),
                    403,
                    "not_your_runner");
        }
        refused(
                Server.runner().queryParam("runnerId", "never-" + lane).get("/api/runners/tasks/pending"),
                404,
                "not_found");
        refused(stranger().delete("/api/runners/" + runner), 403, "not_your_runner");
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void aClaimForNobodyOrOfNoSensibleSizeGetsNothing() {
        String runner = Server.register(lane, 1);
        Server.submit(lane);
        String before = rows();
        for (String query : List.of(
                "limit=1",
                "limit=0&runnerId=" + runner,
                "limit=-1&runnerId=" + runner,
                "limit=1001&runnerId=" + runner,
                "limit=99999999999999999999&runnerId=" + runner,
                "limit=one&runnerId=" + runner,
                "wait=-1&runnerId=" + runner,
                "wait=61&runnerId=" + runner,
                "wait=2147483648&runnerId=" + runner,
                "wait=1.5&runnerId=" + runner)) {
            refused(Server.runner().get("/api/runners/tasks/pending?" + query), 400, "invalid_value");
        }
        assertThat(rows()).isEqualTo(before);
        Server.poll(runner, 1, 5).then().statusCode(200).body("data.runId", contains(run()));
    }

    @Test
    void aClaimForAnotherRunnerEndsNoneOfItsOwn() throws Exception {
        String runner = Server.register(lane, 1);
        // As the documents have it, a poll does not say of which process it is.
        CompletableFuture<Response> own = CompletableFuture.supplyAsync(
                () -> Server.runner()
                        .queryParam("runnerId", runner)
                        .queryParam("wait", 30)
                        .get("/api/runners/tasks/pending"),
                Thread::startVirtualThread);
        Awaitility.await()
                .until(() -> text("select (last_poll_at is not null)::text from runner where id = ?", runner)
                        .equals("true"));

        refused(
                stranger().queryParam("runnerId", runner).queryParam("wait", 1).get("/api/runners/tasks/pending"),
                403,
                "not_your_runner");

        String run = Server.submit(lane);
        own.get(20, TimeUnit.SECONDS).then().statusCode(200).body("data.runId", contains(run));
    }

    @Test
    void aClaimThatNamesNoNumbersIsForOneTaskNow() {
        String runner = Server.register(lane, 3);
        Server.runner()
                .queryParam("runnerId", runner)
                .get("/api/runners/tasks/pending")
                .then()
                .statusCode(200)
                .body("data", empty());
        Server.submit(lane);
        Server.submit(lane);

        Awaitility.await()
                .untilAsserted(() -> Server.runner()
                        .queryParam("runnerId", runner)
                        .get("/api/runners/tasks/pending")
                        .then()
                        .statusCode(200)
                        .body("data", hasSize(1)));
    }

    @Test
    void aTaskThatWasHandedBackIsItsRunnersNoMore() {
        String runner = Server.register(lane, 1);
        String task = claimed(runner);
        giveBack(Server.runner(), task).then().statusCode(200);
        String before = rows();

        refused(giveBack(Server.runner(), task), 409, "lease_lost");
        refused(Server.result(task, Server.review(runner, "info")), 409, "lease_lost");
        refused(Server.status(task, "preparing"), 409, "lease_lost");
        refused(Server.logs(task, 1, List.of("late")), 409, "lease_lost");
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void noPathOrParameterHoldsTextThatCannotBeStored() {
        String runner = Server.register(lane, 1);
        String task = claimed(runner);
        String before = rows();
        for (String bad : List.of("%00", "%ED%A0%80")) {
            RequestSpecification caller = Server.runner().urlEncodingEnabled(false);
            String calls = "/api/runners/tasks/" + bad;
            refused(given(caller).body(Map.of("status", "preparing")).post(calls + "/status"), 404, "not_found");
            refused(given(caller).body(Map.of("logs", List.of("x"))).post(calls + "/logs"), 404, "not_found");
            refused(given(caller).body(Server.review(runner, "info")).post(calls + "/result"), 404, "not_found");
            refused(given(caller).body(Map.of("reason", "bye")).post(calls + "/return"), 404, "not_found");
            refused(given(caller).get("/api/runners/tasks/pending?runnerId=" + runner + bad), 400, "invalid_value");
            for (Response answer : List.of(
                    given(caller).get("/api/runners/" + bad),
                    given(caller).delete("/api/runners/" + bad),
                    given(caller).get("/api/runners/" + bad + "/commands"))) {
                assertThat(answer.statusCode()).isIn(400, 404);
            }
        }
        assertThat(rows()).isEqualTo(before);
        Server.status(task, "preparing").then().statusCode(200);
    }

    @Test
    void aRunnerWithTenThousandTagsIsNotRegistered() {
        String id = "runner-" + UUID.randomUUID();
        // Above 32 KiB the server answers without a word.
        assertThat(register(id, 10_000).statusCode()).isEqualTo(431);
        refused(register(id, 2500), 431, "headers_too_large");
        refused(register(id, 33), 400, "invalid_value").body("errors[0].field", equalTo("x-runner-tags"));
        Server.admin().get("/api/runners/" + id).then().statusCode(404);
        register(id, 32).then().statusCode(200);
    }

    @Test
    void noHeaderHoldsTextThatCannotBeStored() throws IOException {
        for (String header : List.of("name", "version", "tags", "instance")) {
            String id = "runner-" + UUID.randomUUID();
            String headers = KEY + "x-runner-id: " + id + "\r\nx-runner-" + header + ": a%sb\r\n";
            String nul = RawCall.post("/api/runners/register", headers.formatted("\0"));
            assertThat(nul).as(header).startsWith("HTTP/1.1 400 ");
            Server.admin().get("/api/runners/" + id).then().statusCode(404);

            // Half a surrogate pair, as bytes: each is taken for a character of its own.
            String half = RawCall.post("/api/runners/register", headers.formatted("\u00ed\u00a0\u0080"));
            assertThat(half).as(header).startsWith(header.equals("tags") ? "HTTP/1.1 400 " : "HTTP/1.1 200 ");
        }
    }

    private static Response register(String id, int tags) {
        return Server.runner()
                .header("x-runner-id", id)
                .header(
                        "x-runner-tags",
                        IntStream.range(0, tags).mapToObj(i -> "tag-" + i).collect(Collectors.joining(",")))
                .post("/api/runners/register");
    }

    @Test
    void logBatchesOfNoneAndOfTooManyLinesAreRefused() {
        String task = claimed(Server.register(lane, 1));
        String before = rows();
        refused(Server.logs(task, 1, List.of()), 400, "invalid_value");
        refused(Server.logs(task, 1, Collections.nCopies(201, "line")), 400, "invalid_value");
        refused(Server.logs(task, 0, List.of("line")), 400, "invalid_value");
        refused(Server.logs(task, 2, List.of("line")), 409, "log_gap").body("expectedSeq", equalTo(1));
        assertThat(rows()).isEqualTo(before);
        Server.logs(task, 1, Collections.nCopies(200, "line")).then().statusCode(200);
    }

    @Test
    void textThatCannotBeStoredIsCleanedWhereverItStands() {
        String runner = Server.register(lane, 2);
        String first = claimed(runner);
        String second = claimed(runner);
        Server.runner()
                .body(
                        "{\"logs\": [\"a\\u0000b\\ud800\", {\"message\": \"\\udc00\", \"data\": {\"k\\u0000\": \"\\u0000v\"}}]}")
                .post("/api/runners/tasks/" + first + "/logs")
                .then()
                .statusCode(200);
        Map<String, Object> result = new HashMap<>(Server.failure(runner, "review_failed"));
        result.put("error", "no\0good\ud800");
        Server.result(first, result).then().statusCode(200);
        Server.runner()
                .body("{\"reason\": \"off\\u0000ice\\udfff\"}")
                .post("/api/runners/tasks/" + second + "/return")
                .then()
                .statusCode(200);

        Server.admin()
                .get("/v1/runs/" + runOf(first) + "/logs")
                .then()
                .body("logs.message", contains("ab\uFFFD", "\uFFFD"))
                .body("logs[1].data.k", equalTo("v"));
        assertThat(Server.run(runOf(first)).getString("failure.message")).matches("nogood.");
        assertThat(text("select message from task where id = ?", UUID.fromString(second)))
                .isEqualTo("office\uFFFD");
    }

    @Test
    void aResultIsCleanedInItsDepths() {
        String runner = Server.register(lane, 1);
        String task = claimed(runner);
        String before = rows();
        String result = """
                {"runnerId": "%s", "status": "success", "totalComments": 1, "metrics": {}, "files": [
                    {"path": "src/\\u0000A\\ud800.java", "status": "reviewed", "comments": [{"line": 1, "severity": "info",
                        "type": "T\\u0000", "message": "m\\udc00", "suggestion": "\\u0000s", "fingerprint": "f\\u0000"}]}%s],
                 "commit": {"sha": "%s", "message": "c\\u0000\\ud800"}, "logs": ["l\\u0000\\udfff"]}
                """;
        String twin = ", {\"path\": \"src/A\\uFFFD.java\", \"status\": \"reviewed\", \"comments\": []}";
        String path = "/api/runners/tasks/" + task + "/result";

        refused(
                        Server.runner()
                                .body(result.formatted(runner, twin, Server.COMMIT))
                                .post(path),
                        400,
                        "invalid_value")
                .body("errors[0].field", equalTo("files[1].path"));
        assertThat(rows()).isEqualTo(before);
        Server.runner()
                .body(result.formatted(runner, "", Server.COMMIT))
                .post(path)
                .then()
                .statusCode(200);

        JsonPath run = Server.run(runOf(task));
        assertThat(run.getMap("results.issues[0]"))
                .containsEntry("file", "src/A\uFFFD.java")
                .containsEntry("type", "T")
                .containsEntry("message", "m\uFFFD")
                .containsEntry("suggestion", "s")
                .containsEntry("fingerprint", "f");
        assertThat(run.getString("commit.message")).isEqualTo("c\uFFFD");
        Server.admin().get("/v1/runs/" + runOf(task) + "/logs").then().body("logs.message", contains("l\uFFFD"));
    }

    @Test
    void aTokenIsGoodForNothingAfterItsTask() {
        String runner = Server.register(lane, 1);
        Server.submit(lane);
        Response claimed = Server.poll(runner, 1, 20);
        String task = claimed.path("data[0].id");
        String calls = "/api/runners/tasks/" + task;
        RequestSpecification token = given().header("Authorization", "Bearer " + claimed.path("data[0].token"))
                .contentType(ContentType.JSON);
        given(token)
                .body(Server.review(runner, "info"))
                .post(calls + "/result")
                .then()
                .statusCode(200);
        String before = rows();

        refused(given(token).body(Map.of("status", "preparing")).post(calls + "/status"), 409, "lease_lost");
        refused(given(token).body(Map.of("logs", List.of("x"))).post(calls + "/logs"), 409, "lease_lost");
        refused(given(token).body(Server.review(runner, "error")).post(calls + "/result"), 409, "already_finished");
        refused(giveBack(given(token), task), 409, "lease_lost");
        refused(given(token).get("/api/runners"), 403, "forbidden");
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void aProgressThatIsNoNumberOfFilesIsPassedOver() {
        String task = claimed(Server.register(lane, 1));
        for (String progress : List.of(
                "{\"done\": -1, \"total\": -5}",
                "{\"done\": 4294967297, \"total\": 1e400}",
                "{\"done\": \"1\", \"total\": null}",
                "7")) {
            Server.runner()
                    .body("{\"logs\": [{\"message\": \"m\", \"data\": {\"progress\": " + progress + "}}]}")
                    .post("/api/runners/tasks/" + task + "/logs")
                    .then()
                    .statusCode(200);
        }
        assertThat(text(
                        "select (progress_done is null and progress_total is null)::text from task where id = ?",
                        UUID.fromString(task)))
                .isEqualTo("true");
    }

    private static Response giveBack(RequestSpecification caller, String task) {
        return caller.body(Map.of("reason", "bye")).post("/api/runners/tasks/" + task + "/return");
    }

    private static ValidatableResponse refused(Response response, int status, String code) {
        return response.then().statusCode(status).body("code", equalTo(code));
    }

    private RequestSpecification stranger() {
        return given().header("x-api-key", Keys.of(ledger, "runner")).contentType(ContentType.JSON);
    }

    private String claimed(String runner) {
        Server.submit(lane);
        return Server.claim(runner);
    }

    private String run() {
        return text("select run_id from task where lane = ?", lane);
    }

    private String runOf(String task) {
        return text("select run_id from task where id = ?", UUID.fromString(task));
    }

    private String text(String sql, Object parameter) {
        return ledger.withHandle(handle ->
                String.valueOf(handle.select(sql, parameter).mapTo(String.class).one()));
    }

    /// Everything the ledger holds about this test's runs and runners, but for the numbers that events get in time.
    private String rows() {
        return text("""
                with mine as (select ?::text as lane),
                    tasks as (select t.* from task t, mine where t.lane = mine.lane)
                select jsonb_build_array(
                    -- A cancelled one is told to its runner for as long; what is refused ends that.
                    (select jsonb_agg(case when t.state = 'cancelled' then to_jsonb(t) - 'lease_until' else to_jsonb(t) end
                        order by t.id) from tasks t),
                    (select jsonb_agg(to_jsonb(r) order by r.id) from run r where r.id in (select run_id from tasks)),
                    (select jsonb_agg(to_jsonb(r) order by r.id) from runner r, mine where mine.lane = any(r.tags)),
                    (select jsonb_agg(to_jsonb(b)) from log_batch b where b.run_id in (select run_id from tasks)),
                    (select count(*) from finding f where f.run_id in (select run_id from tasks)),
                    (select count(*) from run_event e where e.run_id in (select run_id from tasks)))::text
                """, lane);
    }
}
