package dev.paddock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Reports and logs that take much memory, many at once, at a control plane that has as little as `./paddock up` gives
/// it: it
/// ends when that is not enough.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HeavyReportsTest {

    private static final int AT_ONCE = 6;

    private final Cluster cluster;
    private final Process server;
    private final Reports.Client client;

    HeavyReportsTest(@TempDir Path folder) throws Exception {
        cluster = new Cluster(Files.createDirectories(folder.toRealPath().resolve("cluster")), Map.of());
        server = cluster.startControlPlane();
        client = Reports.client("heavy");
    }

    @AfterEach
    void theServerLives() throws Exception {
        assertThat(server.isAlive()).as(cluster.controlPlaneLog()).isTrue();
    }

    @AfterAll
    void stop() throws Exception {
        cluster.close();
    }

    private RequestSpecification call() {
        return RestAssured.given()
                .auth()
                .preemptive()
                .basic(client.id(), client.secret())
                .contentType("application/json");
    }

    private Response ingest(String report) {
        return call().header("Idempotency-Key", UUID.randomUUID().toString())
                .body("{\"report\": " + report + "}")
                .post("/api/v1/runs");
    }

    private static void all(int status, Supplier<Response> call) {
        List<CompletableFuture<Response>> calls = IntStream.range(0, AT_ONCE)
                .mapToObj(i -> CompletableFuture.supplyAsync(call, Thread::startVirtualThread))
                .toList();
        assertThat(calls.stream().map(CompletableFuture::join).map(Response::statusCode))
                .containsOnly(status);
    }

    private static String shown(String which, byte[] png) {
        return "\"" + which + "\": \"" + Base64.getEncoder().encodeToString(png) + "\"";
    }

    private static String result(String more) {
        return "{\"target\": \"/\", \"kind\": \"x\", \"status\": \"changed\"" + more + "}";
    }

    @Test
    void manyScreenshotsAtOnce() throws Exception {
        StringBuilder report = new StringBuilder("{\"results\": [");
        for (int i = 0; i < 40; i++) {
            report.append(i == 0 ? "" : ",")
                    .append(result(", \"screenshot\": {" + shown("candidate", Reports.noise(640, 700)) + "}"));
        }
        String text = report.append("]}").toString();
        assertThat(text.length()).isBetween(20 << 20, 25 << 20);

        all(201, () -> ingest(text));
    }

    @Test
    void manyValuesAtOnce() {
        StringBuilder values = new StringBuilder("{\"results\": [], \"x\": [0");
        for (int i = 0; i < 240_000; i++) {
            values.append(",{\"\":0.5}");
        }
        String text = values.append("]}").toString();

        all(201, () -> ingest(text));
    }

    @Test
    void oneLargeReportReadByManyAtOnce() {
        // What is not of Latin takes twice the room.
        String text = "{\"results\": [], \"x\": \"" + "\u4e2d".repeat(8 << 20) + "\"}";
        String run = ingest(text).then().statusCode(201).extract().path("run.id");

        all(200, () -> call().get("/api/v1/runs/" + run));
    }

    @Test
    void manyFindingsReadByManyAtOnce() {
        String run = runsOfManyFindings(1).getFirst();

        all(200, () -> Cluster.admin().get("/api/v1/runs/" + run));
        for (String export : List.of("findings.sarif", "findings.codequality.json", "summary.md")) {
            all(200, () -> Cluster.admin().get("/v1/runs/" + run + "/" + export));
        }
    }

    /// Read by one statement, they would take more than there is.
    @Test
    void manyRunsOfManyFindingsReadAtOnce() {
        List<String> runs = runsOfManyFindings(24);

        try (HttpClient http = HttpClient.newHttpClient()) {
            for (String wait : List.of("", "?wait=1")) {
                List<CompletableFuture<HttpResponse<Void>>> answers = runs.stream()
                        .map(run -> HttpRequest.newBuilder(
                                        URI.create("http://127.0.0.1:" + RestAssured.port + "/v1/runs/" + run + wait))
                                .header("Authorization", "Bearer " + Cluster.ADMIN_KEY)
                                .header("If-None-Match", "\"old\"")
                                .build())
                        .map(request -> http.sendAsync(request, BodyHandlers.discarding()))
                        .toList();

                assertThat(answers.stream().map(CompletableFuture::join).map(HttpResponse::statusCode))
                        .as(wait)
                        .contains(200)
                        .isSubsetOf(200, 503);
            }
        }
    }

    /// Runs with some 15 MB of findings each.
    private static List<String> runsOfManyFindings(int count) {
        String tag = "heavy-" + count;
        ScriptedRunner runner = new ScriptedRunner(tag, tag);
        String message = "\u4e2d".repeat(9_900);
        Map<?, ?>[] comments = IntStream.range(0, 500)
                .mapToObj(i -> Map.of("line", i + 1, "severity", "info", "type", "Rule", "message", message + i))
                .toArray(Map[]::new);
        List<String> runs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            runs.add(Cluster.submit(Map.of(
                    "repository",
                    "https://example.com/owner/heavy-findings",
                    "branch",
                    tag + i,
                    "commit",
                    "a".repeat(40),
                    "tags",
                    List.of(tag))));
            runner.finish(runner.claim(), comments);
        }
        return runs;
    }

    /// Whoever does not read on is sent as much as before, and holds it.
    @Test
    void oneGateOfManyResultsAskedForByManyWhoDoNotReadOn() throws Exception {
        String name = "\u4e2d".repeat(490);
        String report = IntStream.range(0, 10_000)
                .mapToObj(i -> "{\"target\": \"" + name + i + "\", \"kind\": \"x\", \"status\": \"changed\"}")
                .collect(Collectors.joining(",", "{\"results\": [", "]}"));
        String gate = "/external/integration/cicd/runs/"
                + ingest(report).then().statusCode(201).extract().<String>path("run.id");
        String credentials = "Basic "
                + Base64.getEncoder()
                        .encodeToString((client.id() + ":" + client.secret()).getBytes(StandardCharsets.UTF_8));

        expectSomeAnswered(gate, credentials);
        Awaitility.await().atMost(Cluster.PATIENCE).until(() -> call().get(gate).statusCode() == 200);
    }

    @Test
    void oneRunOfManyFindingsAskedForByManyWhoDoNotReadOn() throws Exception {
        expectSomeAnswered("/v1/runs/" + runsOfManyFindings(1).getFirst(), "Bearer " + Cluster.ADMIN_KEY);
    }

    /// Forty ask at once, every other one with `wait`, and read no more than the first line of the answer.
    private static void expectSomeAnswered(String path, String credentials) throws IOException {
        String call = "GET %s%s HTTP/1.1\r\nHost: paddock\r\nAuthorization: %s\r\n\r\n";
        List<Socket> readers = new ArrayList<>();
        try {
            List<CompletableFuture<String>> answers = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                Socket reader = new Socket("127.0.0.1", RestAssured.port);
                readers.add(reader);
                String text = call.formatted(path, i % 2 == 0 ? "" : "?wait=1", credentials);
                answers.add(CompletableFuture.supplyAsync(() -> status(reader, text), Thread::startVirtualThread));
            }

            assertThat(answers.stream().map(CompletableFuture::join))
                    .as(path)
                    .contains("HTTP/1.1 200 OK")
                    .isSubsetOf("HTTP/1.1 200 OK", "HTTP/1.1 503 Service Unavailable");
        } finally {
            for (Socket reader : readers) {
                reader.close();
            }
        }
    }

    @Test
    void oneLargeLogReadByManyAndFollowedByManyWhoDoNotReadOn() throws Exception {
        ScriptedRunner runner = new ScriptedRunner("heavy-log", "heavy-log");
        String run = Cluster.submit(Map.of(
                "repository",
                "https://example.com/owner/heavy-log",
                "commit",
                "b".repeat(40),
                "tags",
                List.of("heavy-log")));
        String task = runner.claim();
        String line = "x".repeat(5_000);
        for (int batch = 0; batch < 16; batch++) {
            runner.log(
                    task,
                    batch * 195 + 1,
                    IntStream.range(0, 195).mapToObj(i -> i + line).toArray());
        }
        String log = "/v1/runs/" + run + "/logs";
        String call = "GET %s/stream HTTP/1.1\r\nHost: paddock\r\nAuthorization: Bearer %s\r\n\r\n"
                .formatted(log, Cluster.ADMIN_KEY);

        List<Socket> followers = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                Socket follower = new Socket();
                followers.add(follower);
                follower.setReceiveBufferSize(4096);
                follower.connect(new InetSocketAddress("127.0.0.1", RestAssured.port));
                assertThat(status(follower, call)).isEqualTo("HTTP/1.1 200 OK");
            }
            all(200, () -> Cluster.admin().get(log + "?limit=10000"));
            all(200, () -> Cluster.admin().get(log + "?limit=10000&level=info"));
        } finally {
            for (Socket follower : followers) {
                follower.close();
            }
        }
    }

    /// The first line of the answer.
    private static String status(Socket reader, String call) {
        try {
            reader.getOutputStream().write(call.getBytes(StandardCharsets.US_ASCII));
            StringBuilder line = new StringBuilder();
            for (int next = reader.getInputStream().read();
                    next >= ' ';
                    next = reader.getInputStream().read()) {
                line.append((char) next);
            }
            return line.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void imagesThatUnpackToMuchAreNotCompared() throws Exception {
        // 128 MB of pixels each, in a few kilobytes.
        byte[] black = Reports.blank(4000, 4000, 16, Reports.RGBA, 8, 0);
        byte[] other = Reports.blank(4000, 4000, 16, Reports.RGBA, 8, 1);
        ingest("{\"results\": ["
                        + result(", \"screenshot\": {" + shown("baseline", black) + "," + shown("candidate", other)
                                + "}")
                        + "]}")
                .then()
                .statusCode(201);
        // Its diff comes next.
        String run = ingest("{\"results\": ["
                        + result(", \"screenshot\": {" + shown("baseline", Reports.noise(9, 9)) + ","
                                + shown("candidate", Reports.noise(9, 9)) + "}")
                        + "]}")
                .then()
                .statusCode(201)
                .extract()
                .path("run.id");

        Awaitility.await()
                .atMost(Cluster.PATIENCE)
                .until(() -> server.isAlive()
                        && call().get("/api/v1/runs/" + run).path("report.results[0].screenshotRefs.diff") != null);
    }
}
