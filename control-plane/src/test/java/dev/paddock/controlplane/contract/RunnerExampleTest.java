package dev.paddock.controlplane.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.Server;
import dev.paddock.controlplane.repository.GitServer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `docs/examples/runner.sh` does a runner's work.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class RunnerExampleTest {

    private final String lane = Server.lane();
    private final String id = "bash-" + UUID.randomUUID();

    @TempDir
    Path folder;

    @TempDir
    Path repository;

    @Test
    void itReviewsACommitBehindACredentialAndLeaves() throws Exception {
        try (GitServer git = new GitServer(repository, "Bearer secret-of-the-shop")) {
            String run = submit(git, Map.of("token", "secret-of-the-shop"));
            String said = work();

            JsonPath done = Server.run(run);
            assertThat(done.getString("status")).as(said).isEqualTo("success");
            assertThat(done.getString("commit.sha")).isEqualTo(git.commit());
            assertThat(done.getList("results.issues.file")).containsExactly("A.java");
            assertThat(done.getInt("results.issues[0].line")).isEqualTo(2);
            assertThat(done.getString("results.issues[0].message")).isEqualTo("Left to do: // TODO: write it");
            assertThat(done.getInt("results.files_reviewed")).isEqualTo(2);
            assertThat(Server.gate(run).getString("status")).isEqualTo("passed");
            assertThat(Server.gate(run).getList("results.test_name")).containsExactly("A.java", "B.java");
            assertThat(log(run)).containsExactly("2 files changed", "A.java: 1 left to do", "B.java: 0 left to do");
            assertThat(status()).isEqualTo("offline");
        }
    }

    @Test
    void aCommitThatCannotBeFetchedFailsAndItGoesOn() throws Exception {
        try (GitServer git = new GitServer(repository, null)) {
            String run =
                    Server.submit(Map.of("repository", git.url(), "commit", "b".repeat(40), "tags", List.of(lane)));
            work();

            assertThat(Server.run(run).getString("status")).isEqualTo("failure");
            assertThat(Server.gate(run).getString("reason")).isEqualTo("error");
        }
    }

    @Test
    void aSignalMakesItLeave() throws Exception {
        try (Shell.Script script = start()) {
            Awaitility.await().until(() -> status().equals("online"));
            script.process().destroy();

            script.exitCode(20);
            assertThat(status()).isEqualTo("offline");
        }
    }

    /// Has it do one task; returns what it printed.
    private String work() throws Exception {
        try (Shell.Script script = start()) {
            assertThat(script.exitCode(60)).as(script.text()).isZero();
            return script.text();
        }
    }

    private static List<String> log(String run) {
        return Server.admin().get("/v1/runs/" + run + "/logs").then().extract().path("logs.message");
    }

    private String status() {
        return Server.admin().get("/api/runners/" + id).then().extract().path("data.status") instanceof String status
                ? status
                : "unknown";
    }

    private String submit(GitServer git, Map<String, String> credential) {
        String repositoryId = Server.admin()
                .body(Map.of("clone_url", git.url(), "credential", credential))
                .post("/v1/repositories")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        return Server.submit(Map.of("repository", repositoryId, "branch", "main", "tags", List.of(lane)));
    }

    private Shell.Script start() throws IOException {
        return new Shell(folder)
                .with("PADDOCK_URL", "http://127.0.0.1:" + RestAssured.port)
                .with("PADDOCK_KEY", RealServices.RUNNER_KEY)
                .with("PADDOCK_RUNNER_ID", id)
                .with("PADDOCK_RUNNER_TAGS", lane)
                .command(
                        "sleep",
                        "#!/bin/sh\ncase \"$1\" in 2) exec /bin/sleep 0.2 ;; *) exec /bin/sleep \"$1\" ;; esac\n")
                .start(Files.readString(Path.of("..", "docs", "examples", "runner.sh")), "1");
    }
}
