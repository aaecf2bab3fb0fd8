package dev.paddock.controlplane.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.Server;
import dev.paddock.model.run.RunId;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(RealServices.class)
class RunWatchTest {

    private static final String RUNS = "/v1/runs/";
    private static final String GATES = "/external/integration/cicd/runs/";
    private static final int MANY = 10_000;

    private final String lane = Server.lane();
    private final HttpClient client = HttpClient.newHttpClient();
    private final RunWatch watch;
    private final StampStore stamps;
    private final Jdbi ledger;

    RunWatchTest(RunWatch watch, StampStore stamps, Jdbi ledger) {
        this.watch = watch;
        this.stamps = stamps;
        this.ledger = ledger;
    }

    @ParameterizedTest
    @ValueSource(strings = {RUNS, GATES})
    void aWaitingCallIsAnsweredWhenTheRunChanges(String path) throws Exception {
        String run = Server.submit(lane);
        CompletableFuture<HttpResponse<String>> call = waiting(path + run, 30);
        Server.claim(Server.register(lane, 1));

        HttpResponse<String> answer = call.get(10, TimeUnit.SECONDS);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(JsonPath.from(answer.body()).getString("status")).isEqualTo("running");
    }

    @ParameterizedTest
    @ValueSource(strings = {RUNS, GATES})
    void aChangeThatNothingHereTellsOfIsSeen(String path) throws Exception {
        String run = Server.submit(lane);
        CompletableFuture<HttpResponse<String>> call = waiting(path + run, 30);
        // As another replica does it.
        ledger.useHandle(handle -> handle.execute(
                "update run set version = version + 1, updated_at = now(), started_at = now(), status = 'running'"
                        + " where id = ?",
                run));

        assertThat(call.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }

    @Test
    void aPinIsAChange() throws Exception {
        String run = Server.submit(lane);
        CompletableFuture<HttpResponse<String>> call = waiting(RUNS + run, 30);
        Server.admin().put(RUNS + run + "/pin").then().statusCode(204);

        HttpResponse<String> answer = call.get(10, TimeUnit.SECONDS);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(JsonPath.from(answer.body()).getBoolean("pinned")).isTrue();
    }

    @Test
    void progressIsAChangeAndTimeIsNone() throws Exception {
        String runner = Server.register(lane, 1);
        String run = Server.submit(lane);
        String task = Server.claim(runner);
        ledger.useHandle(
                handle -> handle.execute("update run set started_at = started_at - interval '1 h' where id = ?", run));
        String etag = etag(GATES + run);
        ledger.useHandle(
                handle -> handle.execute("update run set started_at = started_at - interval '1 h' where id = ?", run));
        assertThat(etag(GATES + run)).isEqualTo(etag);

        CompletableFuture<HttpResponse<String>> call = waiting(GATES + run, 30);
        Server.logs(task, 1, List.of(Map.of("message", "m", "data", Map.of("progress", Map.of("done", 2, "total", 5)))))
                .then()
                .statusCode(200);
        assertThat(JsonPath.from(call.get(10, TimeUnit.SECONDS).body()).getInt("tests_running"))
                .isEqualTo(3);
    }

    @Test
    void aCallThatWaitsInVainGets304() throws Exception {
        String run = Server.submit(lane);

        HttpResponse<String> answer = waiting(GATES + run, 1).get(10, TimeUnit.SECONDS);
        assertThat(answer.statusCode()).isEqualTo(304);
        assertThat(answer.headers().firstValue("etag")).contains(etag(GATES + run));
        Awaitility.await().until(() -> watch.count() == 0);
    }

    @Test
    void aCallerThatKnowsNothingIsAnsweredAtOnce() {
        Server.admin()
                .queryParam("wait", 60)
                .get(GATES + Server.submit(lane))
                .then()
                .statusCode(200);
    }

    @Test
    void aCallerThatHangsUpLeavesNothingBehind() throws Exception {
        String run = Server.submit(lane);
        CompletableFuture<HttpResponse<String>> call = waiting(GATES + run, 60);
        assertThat(call.cancel(true)).isTrue();

        Awaitility.await().until(() -> watch.count() == 0);
    }

    @Test
    void aChangeIsReadOnceForAllThatWaitForIt() {
        RunId run = new RunId(Server.submit(lane));
        AtomicInteger reads = new AtomicInteger();
        Reading reading = id -> {
            reads.incrementAndGet();
            return Optional.of(Tagged.of("new".getBytes(StandardCharsets.UTF_8)));
        };
        List<Waiting> all = new ArrayList<>();
        String stamp = stamps.stamp(run).orElseThrow();
        for (int i = 0; i < MANY; i++) {
            all.add(new Waiting(run, reading, Known.of("\"old\""), stamp));
        }
        all.forEach(watch::add);
        assertThat(watch.count()).isEqualTo(MANY);
        assertThat(all).noneMatch(one -> one.answer().isDone());

        Server.claim(Server.register(lane, 1));
        Awaitility.await().until(() -> all.stream().allMatch(one -> one.answer().isDone()));
        assertThat(reads).hasValue(1);
        all.forEach(watch::forget);
        assertThat(watch.count()).isZero();
    }

    @Test
    void aServerThatStopsEndsEveryWait() {
        RunId run = new RunId(Server.submit(lane));
        RunWatch stopping = new RunWatch(stamps);
        Waiting before = new Waiting(run, id -> Optional.empty(), Known.of("*"), "");
        Waiting after = new Waiting(run, id -> Optional.empty(), Known.of("*"), "");
        stopping.add(before);
        stopping.end();
        stopping.add(after);

        assertThat(before.answer()).isCompletedWithValue(Optional.empty());
        assertThat(after.answer()).isCompletedWithValue(Optional.empty());
    }

    /// A call that knows the newest state, and has begun to wait for another.
    private CompletableFuture<HttpResponse<String>> waiting(String path, int seconds) {
        int before = watch.count();
        HttpRequest request = request(path + "?wait=" + seconds)
                .header("If-None-Match", etag(path))
                .build();
        CompletableFuture<HttpResponse<String>> call = client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
        Awaitility.await().until(() -> watch.count() > before || call.isDone());
        return call;
    }

    private static String etag(String path) {
        return Server.admin().get(path).then().statusCode(200).extract().header("ETag");
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + path))
                .version(HttpClient.Version.HTTP_1_1)
                .header("Authorization", "Bearer " + RealServices.ADMIN_KEY);
    }
}
