package dev.paddock.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Logs on their way in, and as they are read.
@QuarkusTest
@AtTwoReplicas
@QuarkusTestResource(RealServices.class)
class LogTest {

    private final String lane = Server.lane();
    private final Jdbi ledger;
    private String runner = "";
    private String run = "";
    private String task = "";

    LogTest(Jdbi ledger) {
        this.ledger = ledger;
    }

    @BeforeEach
    void aClaimedTask() {
        runner = Server.register(lane, 1);
        run = Server.submit(lane);
        task = Server.claim(runner);
    }

    @Test
    void aBatchOfNoneOrOfTooManyIsRefused() {
        for (int size : List.of(0, 201)) {
            Server.logs(task, 1, Collections.nCopies(size, "x"))
                    .then()
                    .statusCode(400)
                    .body("errors[0].field", equalTo("logs"));
        }
        Server.logs(task, 1, Collections.nCopies(200, "x")).then().body("data.nextSeq", equalTo(201));
    }

    @Test
    void aReplayAnswersAsTheFirstTimeAndRenewsTheLease() {
        Server.logs(task, 1, List.of("one", "two")).then().body("data.nextSeq", equalTo(3));
        OffsetDateTime before = lease();
        Object beat = column("select last_heartbeat_at from runner where id = '" + runner + "'");

        Server.logs(task, 1, List.of("one", "two"))
                .then()
                .statusCode(200)
                .body("data.nextSeq", equalTo(3))
                .body("data.truncated", equalTo(false));

        assertThat(lease()).isAfter(before);
        assertThat(column("select last_heartbeat_at from runner where id = '" + runner + "'"))
                .isEqualTo(beat);
        read(Map.of()).body("logs.message", contains("one", "two"));
    }

    @Test
    void batchesThatRaceAreStoredOnceEach() throws ExecutionException, InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = IntStream.range(0, 8)
                    .mapToObj(any -> threads.submit(() -> Server.logs(task, 1, List.of("one", "two"))))
                    .toList();
            for (var call : calls) {
                call.get().then().statusCode(200).body("data.nextSeq", equalTo(3));
            }
        }
        read(Map.of()).body("logs.message", contains("one", "two"));
    }

    @Test
    void beyondTheCapThereIsOneMarkerAndTheRunnerIsTold() {
        ledger.useHandle(handle ->
                handle.execute("update task set log_bytes = 17825792 - 5 where id = ?", UUID.fromString(task)));

        Server.logs(task, 1, List.of("fits", "does not", "neither"))
                .then()
                .body("data.truncated", equalTo(true))
                .body("data.nextSeq", equalTo(4));
        Server.logs(task, 4, List.of("nor this")).then().body("data.truncated", equalTo(true));

        read(Map.of()).body("logs", hasSize(2)).body("logs[1].message", containsString("reached its limit"));
        Server.status(task, "reviewing").then().statusCode(200);
    }

    /// Its characters take more bytes than there are of them.
    @Test
    void aLargeLogIsReadToTheEnd() {
        for (int first : List.of(1, 201, 401)) {
            Server.logs(task, first, Collections.nCopies(200, "\u4e2d".repeat(300)))
                    .then()
                    .statusCode(200);
        }

        read(Map.of("limit", "500")).body("logs", hasSize(500));
        read(Map.of("limit", "10000")).body("logs", hasSize(600)).body("logs[599].seq", equalTo(600));
        read(Map.of("limit", "10000", "level", "info")).body("logs", hasSize(600));
    }

    @Test
    void aLongLineIsCutWithAMarker() {
        Server.logs(task, 1, List.of("x".repeat(20_000))).then().statusCode(200);

        read(Map.of()).body("logs[0].message", equalTo("x".repeat(16_384) + "… [3616 characters cut]"));
    }

    @Test
    void linesAreChosenByLevelAndTimeAndReadingGoesOnBehindWhatWasLookedAt() {
        Server.logs(task, 1, List.of(line("debug", 1), line("info", 2), line("error", 3), line("warn", 4)))
                .then()
                .statusCode(200);

        read(Map.of("level", "info")).body("logs.message", contains("2"));
        read(Map.of("min_level", "warn")).body("logs.message", contains("3", "4"));
        read(Map.of("since", "2026-01-15T10:30:02Z")).body("logs.message", contains("3", "4"));
        String after = read(Map.of("level", "error", "limit", "1"))
                .body("logs.message", contains("3"))
                .extract()
                .path("next_after");
        String end = read(Map.of("level", "error", "after", after))
                .body("logs", empty())
                .extract()
                .path("next_after");
        Server.logs(task, 5, List.of(line("error", 5)));
        read(Map.of("level", "error", "after", end)).body("logs.message", contains("5"));
    }

    @Test
    void aParameterThatSaysNothingIsRefused() {
        Map.of("level", "loud", "min_level", "5", "since", "yesterday", "after", "x", "limit", "0")
                .forEach((name, value) -> Server.admin()
                        .queryParam(name, value)
                        .get("/v1/runs/" + run + "/logs")
                        .then()
                        .statusCode(400)
                        .body("errors[0].field", equalTo(name)));
    }

    @Test
    void noSplitOverLinesAndBatchesBringsAKeyIntoTheLedger() {
        Random random = new Random(7);
        String secret = RealServices.RUNNER_KEY;
        String encoded = Base64.getEncoder()
                .encodeToString(("x:" + secret).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        String text = "before " + secret + " between " + encoded + " after";
        int seq = 1;
        for (int from = 0; from < text.length(); seq++) {
            int to = Math.min(text.length(), from + random.nextInt(12));
            Server.logs(task, seq, List.of(text.substring(from, to))).then().statusCode(200);
            from = to;
        }

        List<String> messages = read(Map.of()).extract().path("logs.message");
        assertThat(String.join("", messages))
                .startsWith("before dk_live_*")
                .contains(" between ")
                .endsWith(" after")
                .doesNotContain(secret.substring(8, 14), encoded.substring(20, 26));
        assertThat(column("select string_agg(t::text, '') from task t where run_id = '" + run + "'")
                        .toString())
                .doesNotContain(secret.substring(8, 14));
    }

    private static Map<String, String> line(String level, int second) {
        return Map.of("level", level, "message", "" + second, "timestamp", "2026-01-15T10:30:%02dZ".formatted(second));
    }

    private ValidatableResponse read(Map<String, String> parameters) {
        return Server.admin()
                .queryParams(parameters)
                .get("/v1/runs/" + run + "/logs")
                .then()
                .statusCode(200);
    }

    private OffsetDateTime lease() {
        return ledger.withHandle(handle -> handle.createQuery("select lease_until from task where id = :id")
                .bind("id", UUID.fromString(task))
                .mapTo(OffsetDateTime.class)
                .one());
    }

    private Object column(String query) {
        return ledger.withHandle(handle ->
                String.valueOf(handle.createQuery(query).mapTo(String.class).findFirst()));
    }
}
