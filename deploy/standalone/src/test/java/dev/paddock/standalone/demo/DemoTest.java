package dev.paddock.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.paddock.model.run.RunId;
import dev.paddock.standalone.client.PaddockClient;
import dev.paddock.standalone.client.Refused;
import dev.paddock.standalone.credentials.ApiKey;
import dev.paddock.standalone.demo.Progress.Style;
import dev.paddock.standalone.source.Source;
import dev.paddock.standalone.stack.Shutdown;
import dev.paddock.standalone.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DemoTest {

    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    private static final Source SOURCE = new Source("file:///srv/a%20b", "trunk", COMMIT, null, null);

    private static final String FOUND = """
            , "metrics": {"cloneMs": 400, "reviewMs": 1500, "totalMs": 2000},
            "results": {"summary": "", "files_reviewed": 2, "lines_analyzed": 10, "rating": "C", "issues": [
             {"id": "1", "severity": "error", "type": "LeakedSecret", "file": "src/A.java", "line": 3, "message": "a key"}]}
            """;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Shutdown ending = Shutdown.unguarded();
    private FakeControlPlane server;
    private PaddockClient client;

    @BeforeEach
    void start() throws IOException {
        server = new FakeControlPlane();
        client = new PaddockClient(server.url(), ApiKey.random(new SecureRandom()));
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void aRunIsSubmittedFollowedAndShown() throws Exception {
        server.runs(
                        FakeControlPlane.run("queued", ""),
                        FakeControlPlane.run("running", ", \"phase\": \"reviewing\""),
                        FakeControlPlane.run("success", FOUND))
                .logs(
                        log("c1", "warn", "A.java does not parse\\u001b[2J", ""),
                        log("c2", "info", "file", progress(1, 2)))
                .logs(log("c3", "info", "file", progress(2, 2)))
                .gate("failed", "findings");

        var end = demo(Style.LINES).run(new Demo.Request(SOURCE, false, false, Duration.ofSeconds(20)));

        assertThat(end.code()).isEqualTo(1);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("""
                SEVERITY  WHERE         RULE          MESSAGE
                error     src/A.java:3  LeakedSecret  a key

                Failed: the review found 1 error.
                queue 0.5 s · clone 0.4 s · review 1.5 s · total 3.0 s · 2 files · 10 lines
                http://127.0.0.1:8080/v1/runs/%s
                """.formatted(FakeControlPlane.RUN));
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("queued…\n", "reviewing…\n", "  1 of 2 files\n", "  2 of 2 files\n")
                .contains("  warn: A.java does not parse\\x1b[2J\n");
        assertThat(server.calls())
                .contains("POST /v1/repositories {\"clone_url\":\"file:///srv/a%20b\"}")
                .contains("GET /v1/runs/" + FakeControlPlane.RUN + "/logs?limit=1000&after=c9")
                .anySatisfy(call -> assertThat(call)
                        .startsWith("POST /v1/runs {")
                        .contains("\"commit\":\"" + COMMIT + "\"", "\"scope\":\"files\"", "\"repository\":\"repo_1\""));
        ending.close();
        assertThat(server.calls()).noneMatch(call -> call.contains("cancel"));
    }

    @Test
    void jsonIsTheDetailsAndNothingElse() throws Exception {
        server.runs(FakeControlPlane.run("success", FOUND)).logs().gate("passed", "");

        var end = demo(Style.SILENT).run(new Demo.Request(SOURCE, true, true, Duration.ofSeconds(20)));

        assertThat(end.code()).isZero();
        var json = new ObjectMapper();
        assertThat(json.readTree(out.toByteArray())).isEqualTo(json.readTree(FakeControlPlane.run("success", FOUND)));
        assertThat(err.size()).isZero();
        assertThat(server.calls()).anyMatch(call -> call.contains("\"scope\":\"all\""));
    }

    @Test
    void anEndOfTheCommandCancelsTheRun() throws Exception {
        var command = Thread.currentThread();
        server.runs(FakeControlPlane.run("running", ""))
                .logs()
                .when("GET /v1/runs/" + FakeControlPlane.RUN, command::interrupt);

        assertThatThrownBy(() -> demo(Style.SILENT).run(new Demo.Request(SOURCE, false, false, Duration.ofSeconds(20))))
                .isInstanceOf(InterruptedException.class);
        ending.close();

        assertThat(server.calls()).last().asString().startsWith("POST /v1/runs/" + FakeControlPlane.RUN + "/cancel");
    }

    @Test
    void aWaitThatRunsOutHasItsOwnCode() throws Exception {
        server.runs(FakeControlPlane.run("running", "")).logs();

        var end = demo(Style.SILENT).run(new Demo.Request(SOURCE, false, false, Duration.ofMillis(1)));

        assertThat(end.code()).isEqualTo(6);
    }

    @Test
    void aRefusalIsToldInTheServersWords() {
        server.answer("POST /v1/runs/" + FakeControlPlane.RUN + "/cancel", 403, problem("This key may only read."));

        assertThatThrownBy(() -> cancelTwice(RunId.parse(FakeControlPlane.RUN).orElseThrow()))
                .isInstanceOfSatisfying(Refused.class, refused -> {
                    assertThat(refused.isNotAllowed()).isTrue();
                    assertThat(refused).hasMessage("This key may only read.");
                });
    }

    @Test
    void aControlPlaneThatIsStartedAgainIsWaitedFor() throws Exception {
        server.answer("GET /v1/runs/" + FakeControlPlane.RUN, 503, problem("Starting."))
                .runs(FakeControlPlane.run("success", FOUND))
                .logs()
                .gate("passed", "");

        assertThat(demo(Style.SILENT)
                        .run(new Demo.Request(SOURCE, false, false, Duration.ofSeconds(20)))
                        .code())
                .isZero();
    }

    /// The first answer is the one that every test has.
    private void cancelTwice(RunId id) throws IOException, InterruptedException {
        client.cancel(id);
        client.cancel(id);
    }

    private Demo demo(Style style) {
        var terminal = new Terminal(false, false, false, 100);
        var progress = new Progress(new PrintStream(err, true, StandardCharsets.UTF_8), style, 100);
        return new Demo(client, ending, terminal, progress, new PrintStream(out, true, StandardCharsets.UTF_8));
    }

    private static String log(String cursor, String level, String message, String more) {
        return "{\"cursor\": \"%s\", \"seq\": 1, \"attempt\": 1, \"timestamp\": \"2026-01-01T00:00:01Z\", \"level\": \"%s\", \"message\": \"%s\", \"source\": \"runner\"%s}"
                .formatted(cursor, level, message, more);
    }

    private static String progress(int done, int total) {
        return ", \"data\": {\"progress\": {\"file\": \"src/A.java\", \"done\": %d, \"total\": %d}}"
                .formatted(done, total);
    }

    private static String problem(String detail) {
        return "{\"type\": \"about:blank\", \"title\": \"No\", \"status\": 403, \"detail\": \"" + detail + "\"}";
    }
}
