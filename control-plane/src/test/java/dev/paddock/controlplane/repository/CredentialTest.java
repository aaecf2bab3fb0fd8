package dev.paddock.controlplane.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.Server;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The credential of a repository, from its registration to the fetch.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class CredentialTest {

    private static final String PASSWORD = "p4ss/word+of-the-bot";
    private static final String BASIC =
            "Basic " + Base64.getEncoder().encodeToString(("bot:" + PASSWORD).getBytes(StandardCharsets.UTF_8));

    private final String lane = Server.lane();

    @TempDir
    Path folder;

    @Test
    void aBranchBehindBasicAuthenticationIsResolvedAndTheRunnerGetsTheCredential() throws Exception {
        try (GitServer git = new GitServer(folder, BASIC)) {
            String runner = Server.register(lane, 1);
            String repository = register(git, Map.of("username", "bot", "password", PASSWORD));
            String run = submit(repository);

            JsonPath task = Server.poll(runner, 1, 20)
                    .then()
                    .statusCode(200)
                    .body("data.runId", contains(run))
                    .extract()
                    .jsonPath();
            assertThat(task.getString("data[0].commitSha")).isEqualTo(git.commit());
            assertThat(task.getString("data[0].repository.auth")).isEqualTo(BASIC);
            assertThat(git.seen()).containsOnly(BASIC);
        }
    }

    @Test
    void aTokenIsSentAsBearer() throws Exception {
        try (GitServer git = new GitServer(folder, "Bearer abc.def-123")) {
            String run = submit(register(git, Map.of("token", "abc.def-123")));

            Awaitility.await().until(() -> Server.run(run).getString("commit.sha") != null);
            assertThat(Server.run(run).getString("commit.sha")).isEqualTo(git.commit());
        }
    }

    @Test
    void aWrongCredentialFailsTheRunAtOnceUntilItIsChanged() throws Exception {
        try (GitServer git = new GitServer(folder, BASIC)) {
            String repository = register(git, Map.of("username", "bot", "password", "outdated"));
            String refused = submit(repository);
            Awaitility.await()
                    .until(() -> Server.run(refused).getString("status").equals("failure"));
            assertThat(Server.run(refused).getString("failure.reason")).isEqualTo("source_refused");
            assertThat(Server.run(refused).getString("failure.message"))
                    .contains("credential")
                    .doesNotContain("outdated");

            Server.admin()
                    .body(Map.of("credential", Map.of("username", "bot", "password", PASSWORD)))
                    .patch("/v1/repositories/" + repository)
                    .then()
                    .statusCode(200);
            String run = submit(repository);
            Awaitility.await().until(() -> Server.run(run).getString("commit.sha") != null);
        }
    }

    @Test
    void withoutACredentialARepositoryThatWantsOneIsRefused() throws Exception {
        try (GitServer git = new GitServer(folder, BASIC)) {
            String run = submit(git.url());
            Awaitility.await().until(() -> Server.run(run).getString("status").equals("failure"));

            assertThat(Server.run(run).getString("failure.reason")).isEqualTo("source_refused");
            assertThat(git.seen()).containsOnly("-");
        }
    }

    @Test
    void theCredentialDoesNotReachTheLog() throws Exception {
        try (GitServer git = new GitServer(folder, BASIC)) {
            String runner = Server.register(lane, 1);
            String run = submit(register(git, Map.of("username", "bot", "password", PASSWORD)));
            String task = Server.claim(runner);
            String half = PASSWORD.substring(0, 8);
            Server.logs(
                            task,
                            1,
                            List.of(
                                    "header " + BASIC + ".",
                                    "password " + PASSWORD + ".",
                                    "encoded " + URLEncoder.encode(PASSWORD, StandardCharsets.UTF_8) + ".",
                                    "begun " + half))
                    .then()
                    .statusCode(200);
            Server.logs(task, 5, List.of(PASSWORD.substring(8) + " ended"))
                    .then()
                    .statusCode(200);

            Server.admin()
                    .get("/v1/runs/" + run + "/logs")
                    .then()
                    .body(
                            "logs.message",
                            contains(
                                    "header ***.",
                                    "password ***.",
                                    "encoded ***.",
                                    "begun " + PASSWORD.substring(0, 3) + "***",
                                    "*** ended"));
        }
    }

    private static String register(GitServer git, Map<String, String> credential) {
        return Server.admin()
                .body(Map.of("clone_url", git.url(), "default_branch", "main", "credential", credential))
                .post("/v1/repositories")
                .then()
                .statusCode(201)
                .body("has_credential", equalTo(true))
                .extract()
                .path("id");
    }

    private String submit(String repository) {
        return Server.submit(Map.of("repository", repository, "branch", "main", "tags", List.of(lane)));
    }
}
