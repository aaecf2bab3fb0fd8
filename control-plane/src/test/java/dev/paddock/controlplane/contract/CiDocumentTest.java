package dev.paddock.controlplane.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.Server;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The scripts of `docs/ci.md`, as they stand there.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class CiDocumentTest {

    private static final Pattern SCRIPT = Pattern.compile("(?m)^( *)(?:run:|-) \\|\\n((?:\\1 {2}.*\\n)+)");

    private final String repository = "https://example.com/acme/" + UUID.randomUUID();
    private final Jdbi ledger;

    @TempDir
    Path folder;

    CiDocumentTest(Jdbi ledger) {
        this.ledger = ledger;
    }

    @ParameterizedTest
    @CsvSource({"0, info, 0", "0, error, 1", "1, info, 0", "1, error, 1"})
    void aJobSubmitsAndEndsWithTheVerdict(int number, String severity, int exitCode) throws Exception {
        try (Shell.Script job = start(scripts().get(number), RealServices.ADMIN_KEY, RestAssured.port)) {
            review("ci-" + number, severity);

            assertThat(job.exitCode(30)).as(job.text()).isEqualTo(exitCode);
            assertThat(job.text()).startsWith(exitCode == 0 ? "passed: run_" : "failed: {");
        }
    }

    /// curl writes both answers, of which the first is no verdict.
    @ParameterizedTest
    @CsvSource({"0", "1"})
    void aGateThatIsAwayForAMomentIsAskedAgain(int number) throws Exception {
        try (OnceAway server = new OnceAway(RestAssured.port, "/external/");
                Shell.Script job = start(scripts().get(number), RealServices.ADMIN_KEY, server.port())) {
            review("ci-away-" + number, "info");

            assertThat(job.exitCode(30)).as(job.text()).isZero();
            assertThat(job.text()).startsWith("passed: run_");
            assertThat(server.wasAway()).isTrue();
        }
    }

    /// Reviews what the job has submitted, in a lane of its own.
    private void review(String lane, String severity) {
        String runner = Server.register(lane, 1);
        Awaitility.await().until(() -> task() != null);
        ledger.useHandle(handle -> handle.execute(
                "update task set tags = '{%1$s}', lane = '%1$s' where id = '%2$s'".formatted(lane, task())));
        Server.result(Server.claim(runner), Server.review(runner, severity))
                .then()
                .statusCode(200);
    }

    @ParameterizedTest
    @CsvSource({"0", "1"})
    void aJobThatIsNotAllowedToSubmitFails(int number) throws Exception {
        try (Shell.Script job = start(scripts().get(number), RealServices.RUNNER_KEY, RestAssured.port)) {
            assertThat(job.exitCode(30)).isEqualTo(1);
            assertThat(job.text()).startsWith("not accepted: {").contains("\"code\":\"forbidden\"");
        }
    }

    @Test
    void bothScriptsAreTheSame() throws IOException {
        List<String> scripts = scripts();
        assertThat(scripts).hasSize(2);
        assertThat(scripts.getFirst()).isEqualTo(scripts.getLast()).contains("curl");
    }

    private static List<String> scripts() throws IOException {
        return SCRIPT.matcher(Files.readString(Path.of("..", "docs", "ci.md")))
                .results()
                .map(CiDocumentTest::script)
                .toList();
    }

    private static String script(MatchResult found) {
        return found.group(2).stripTrailing().stripIndent();
    }

    /// The task of the run that the job has submitted.
    private @Nullable String task() {
        return ledger.withHandle(handle -> handle.createQuery("""
                        select t.id::text from task t join repository p on p.id = t.repository_id
                        where p.clone_url = :url
                        """)
                .bind("url", repository)
                .mapTo(String.class)
                .findOne()
                .orElse(null));
    }

    private Shell.Script start(String script, String key, int port) throws IOException {
        return new Shell(folder)
                .with("PADDOCK_URL", "http://127.0.0.1:" + port)
                .with("PADDOCK_KEY", key)
                .with("COMMIT", Server.COMMIT)
                .with("BASE", "")
                .with("REPOSITORY", repository)
                .with("ATTEMPT", UUID.randomUUID().toString())
                .start(script);
    }
}
