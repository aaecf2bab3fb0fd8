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
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The loops that document 004 tells its users to wait with, as they stand there: run by bash, with the real curl and
/// jq, against the real server. Only `sleep` is shortened.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class PollingLoopTest {

    private static final String HOST = "api.doksi.ai";

    private final String lane = Server.lane();

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"info, 0, passed", "error, 1, failed"})
    void theLoopEndsWithTheVerdict(String severity, int exitCode, String verdict) throws Exception {
        String runner = Server.register(lane, 1);
        String run = Server.submit(lane);
        try (TlsFront front = new TlsFront(folder, RestAssured.port);
                Shell.Script loop = shell(front)
                        .with("RUN_ID", run)
                        .with("DOKSI_API_KEY", RealServices.ADMIN_KEY)
                        .start(Example.text("004-polling.sh"))) {
            awaitSleep("10");
            assertThat(loop.text()).startsWith("Status: queued\n");
            Server.result(Server.claim(runner), Server.review(runner, severity))
                    .then()
                    .statusCode(200);

            assertThat(loop.exitCode(30)).isEqualTo(exitCode);
            assertThat(loop.text()).endsWith("Status: " + verdict + "\n");
        }
    }

    @ParameterizedTest
    @CsvSource({"info, 0", "error, 1"})
    void theStepOfGitHubActionsEndsWithTheVerdict(String severity, int exitCode) throws Exception {
        String runner = Server.register(lane, 1);
        String run = Server.submit(lane);
        String step = Example.text("004-github-step.yml");
        // What GitHub does before it hands the script to the shell.
        String script = step.substring(step.indexOf("run: |\n") + "run: |\n".length())
                .replace("${{ steps.trigger.outputs.run_id }}", run)
                .replace("${{ secrets.DOKSI_API_KEY }}", RealServices.ADMIN_KEY);
        try (TlsFront front = new TlsFront(folder, RestAssured.port);
                Shell.Script loop = shell(front).start(script)) {
            awaitSleep("15");
            Server.result(Server.claim(runner), Server.review(runner, severity))
                    .then()
                    .statusCode(200);

            assertThat(loop.exitCode(30)).as(loop.text()).isEqualTo(exitCode);
        }
    }

    private Shell shell(TlsFront front) throws IOException {
        return new Shell(folder)
                .hosts(front.port(), HOST)
                .command("sleep", "#!/bin/sh\necho \"$1\" >>" + slept() + "\nexec /bin/sleep 0.1\n");
    }

    /// Waits until the loop has seen that there is no verdict yet, and rests for as long as its document says.
    private void awaitSleep(String seconds) {
        Awaitility.await()
                .until(() -> Files.exists(slept())
                        && Files.readString(slept()).lines().toList().contains(seconds));
    }

    private Path slept() {
        return folder.resolve("slept");
    }
}
