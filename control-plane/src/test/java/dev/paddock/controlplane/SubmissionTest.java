package dev.paddock.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@AtTwoReplicas
@QuarkusTestResource(RealServices.class)
class SubmissionTest {

    private static final String URL = "https://example.com/owner/repo";

    @ParameterizedTest
    @ValueSource(
            strings = {"javascript:alert(1)", "data:text/html,x", "//host/x", "https://", "https://a b", "ftp://host/x"
            })
    void aPullRequestIsLinkedByAWebAddress(String url) {
        Server.admin()
                .body(Map.of(
                        "repository",
                        "https://example.com/owner/repo",
                        "commit",
                        Server.COMMIT,
                        "pull_request",
                        Map.of("number", 1, "url", url)))
                .post("/v1/runs")
                .then()
                .statusCode(400)
                .body("errors.field", contains("pull_request.url"));
    }

    @Test
    void anAcceptedRunIsShownWithEveryDocumentedMember() {
        String run = Server.submit(Map.of(
                "repository",
                URL,
                "commit",
                Server.COMMIT,
                "tags",
                List.of(Server.lane()),
                "pull_request",
                Map.of("number", 42, "title", "Add it", "author", "dev", "url", "https://pull/42"),
                "trigger",
                Map.of("type", "pull_request", "event", "opened")));

        JsonPath view = Server.run(run);
        assertThat(view.getMap("$").keySet())
                .contains(
                        "id",
                        "agent",
                        "repository",
                        "status",
                        "trigger",
                        "pull_request",
                        "commit",
                        "started_at",
                        "completed_at",
                        "duration_ms",
                        "results",
                        "actions_taken",
                        "tokens_used");
        assertThat(view.getString("agent.name")).isEqualTo("code-reviewer");
        assertThat(view.getString("repository.name")).isEqualTo("owner/repo");
        assertThat(view.getString("status")).isEqualTo("queued");
        assertThat(view.getInt("pull_request.number")).isEqualTo(42);
        assertThat(view.getMap("results")).isNull();
    }

    @Test
    void aRepeatedRequestIsTheSameRun() {
        Map<String, ?> body = Map.of("repository", URL, "commit", Server.COMMIT, "tags", List.of(Server.lane()));
        String key = UUID.randomUUID().toString();
        String first = submit(body, key).statusCode(202).extract().path("id");

        submit(body, key).statusCode(202).body("id", equalTo(first));
        submit(Map.of("repository", URL), key).statusCode(422).body("code", equalTo("idempotency_key_reused"));
    }

    @Test
    void fiftyTwinsAtOnceAreOneRun() throws Exception {
        Map<String, ?> body = Map.of("repository", URL, "commit", Server.COMMIT, "tags", List.of(Server.lane()));
        String key = UUID.randomUUID().toString();
        try (var threads = Executors.newFixedThreadPool(10)) {
            List<Callable<String>> twins = Collections.nCopies(
                    50, () -> submit(body, key).statusCode(202).extract().path("id"));
            String first = null;
            for (Future<String> twin : threads.invokeAll(twins)) {
                first = first == null ? twin.get() : first;
                assertThat(twin.get()).isEqualTo(first);
            }
        }
    }

    @Test
    void everyRefusedMemberIsNamed() {
        refuse(Map.of("repository", URL, "commit", "abc")).body("errors[0].field", equalTo("commit"));
        refuse(Map.of("commit", Server.COMMIT)).body("errors[0].field", equalTo("repository"));
        refuse(Map.of("repository", URL, "branch", "--upload-pack=x")).body("errors[0].field", equalTo("branch"));
        refuse(Map.of("repository", URL, "timeout_seconds", 5)).body("errors[0].field", equalTo("timeout_seconds"));
        refuse(Map.of("repository", URL, "files", List.of("../x"))).body("errors[0].field", equalTo("files"));
        refuse(Map.of("repository", URL, "tags", List.of("A B"))).body("errors[0].field", equalTo("tags"));
        refuse(Map.of("repository", URL, "scope", "some")).body("errors[0].field", equalTo("scope"));
        refuse(Map.of("repository", URL, "priority", 7)).body("errors[0].field", equalTo("priority"));
    }

    @Test
    void brokenJsonIsAProblemThatSaysSo() {
        for (String body : List.of("{", "[]", "", "{\"repository\": \"a\", \"repository\": \"b\"}", "null")) {
            Server.admin()
                    .body(body)
                    .post("/v1/runs")
                    .then()
                    .statusCode(400)
                    .contentType("application/problem+json")
                    .body("error", containsString("."));
        }
    }

    @Test
    void noRunMayOverrideAGate() {
        Server.admin()
                .body(Map.of("repository", URL, "config", Map.of("gate", Map.of("fail_on", "never"))))
                .post("/v1/runs")
                .then()
                .statusCode(422)
                .body("code", equalTo("config_not_overridable"));
    }

    @Test
    void unknownAgentsAndRepositoriesAreNamed() {
        Server.admin()
                .body(Map.of("repository", "no/such"))
                .post("/v1/runs")
                .then()
                .statusCode(422)
                .body("code", equalTo("unknown_repository"));
        Server.admin()
                .body(Map.of("repository", URL, "agent_id", "nobody"))
                .post("/v1/runs")
                .then()
                .statusCode(422)
                .body("code", equalTo("unknown_agent"));
        Server.admin()
                .body(Map.of("repository", "ftp://example.com/a/b"))
                .post("/v1/runs")
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("repository"));
    }

    @Test
    void aMemberThatStandsTwiceIsNamedByItsPlace() {
        Server.admin()
                .body("{\"config\": {\"review_style\": \"quick\", \"review_style\": \"quick\"}}")
                .post("/v1/runs")
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("config.review_style"));
        Server.admin()
                .body("{\"repository\": \"a\", \"repository\": \"a\"}")
                .post("/v1/runs")
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("repository"));
    }

    @Test
    void unknownRunsAndPathsAreProblems() {
        for (String path : List.of("/v1/runs/run_x", "/v1/runs/run_01JD3M8Q6Z7X4Y2W1V0TSRQPNM", "/v1/nothing")) {
            Server.admin().get(path).then().statusCode(404).body("code", equalTo("not_found"));
        }
        Server.admin().delete("/v1/runs").then().statusCode(405).body("code", equalTo("method_not_allowed"));
        Server.admin()
                .get("/external/integration/cicd/runs/run_x")
                .then()
                .statusCode(404)
                .contentType("application/json")
                .body("error", is("There is no run run_x for this caller; check the id or the credentials."));
    }

    @Test
    void aBranchIsResolvedToTheCommitThatEveryAttemptReviews(@TempDir Path folder) throws Exception {
        RealServices.allow(folder);
        try (Git git = Git.init()
                .setDirectory(folder.toFile())
                .setInitialBranch("trunk")
                .call()) {
            ObjectId tip = commit(git, "one");
            String run = Server.submit(
                    Map.of("repository", folder.toUri().toString(), "branch", "trunk", "tags", List.of(Server.lane())));

            Awaitility.await()
                    .untilAsserted(() ->
                            assertThat(Server.run(run).getString("commit.sha")).isEqualTo(tip.name()));
            String head =
                    Server.submit(Map.of("repository", folder.toUri().toString(), "tags", List.of(Server.lane())));
            Awaitility.await()
                    .untilAsserted(() ->
                            assertThat(Server.run(head).getString("commit.sha")).isEqualTo(tip.name()));
            assertThat(folder.toFile().list()).containsExactly(".git");
        }
    }

    @Test
    void aKnownCommitNeedsNoBranch(@TempDir Path folder) throws Exception {
        RealServices.allow(folder);
        try (Git git = Git.init()
                .setDirectory(folder.toFile())
                .setInitialBranch("trunk")
                .call()) {
            ObjectId tip = commit(git, "one");
            String lane = Server.lane();
            Server.submit(Map.of(
                    "repository",
                    folder.toUri().toString(),
                    "branch",
                    "deleted-since",
                    "commit",
                    tip.name(),
                    "base",
                    "trunk",
                    "tags",
                    List.of(lane)));

            Server.poll(Server.register(lane, 1), 1, 10)
                    .then()
                    .body("data[0].commitSha", equalTo(tip.name()))
                    .body("data[0].baseSha", equalTo(tip.name()));
        }
    }

    @Test
    void aRepositoryThatAnswersForEverHoldsUpNoOther(@TempDir Path folder) throws Exception {
        RealServices.allow(folder);
        try (Git git = Git.init().setDirectory(folder.toFile()).call();
                DrippingServer drip = new DrippingServer()) {
            commit(git, "one");
            String slow = Server.submit(Map.of("repository", drip.url(), "tags", List.of(Server.lane())));
            drip.awaitCaller();
            String other =
                    Server.submit(Map.of("repository", folder.toUri().toString(), "tags", List.of(Server.lane())));

            Awaitility.await()
                    .untilAsserted(() -> assertThat(Server.run(other).getString("commit.sha"))
                            .isNotNull());
            Server.admin().post("/v1/runs/" + slow + "/cancel").then().statusCode(200);
        }
    }

    @Test
    void anUnknownBranchFailsTheRun(@TempDir Path folder) throws Exception {
        RealServices.allow(folder);
        try (Git git = Git.init().setDirectory(folder.toFile()).call()) {
            commit(git, "one");
            awaitFailure(Map.of("repository", folder.toUri().toString(), "branch", "nowhere"), "ref_not_found");
            awaitFailure(
                    Map.of("repository", folder.toUri().toString(), "commit", Server.COMMIT, "base", "nowhere"),
                    "ref_not_found");
        }
    }

    @Test
    void anEmptyRepositoryFailsTheRun(@TempDir Path folder) throws Exception {
        RealServices.allow(folder);
        Git.init().setDirectory(folder.toFile()).call().close();

        awaitFailure(Map.of("repository", folder.toUri().toString()), "ref_not_found");
    }

    @Test
    void aFolderWithoutARepositoryFailsTheRun(@TempDir Path folder) throws Exception {
        RealServices.allow(folder);

        awaitFailure(Map.of("repository", folder.toUri().toString()), "source_refused");
    }

    @Test
    void aHostThatDoesNotAnswerFailsTheRunAfterAllTries() {
        awaitFailure(Map.of("repository", "http://127.0.0.1:1/owner/unreachable"), "source_unavailable");
    }

    @Test
    void aFolderThatIsNotListedIsRefused(@TempDir Path folder) {
        Server.admin()
                .body(Map.of("repository", folder.toUri().toString()))
                .post("/v1/runs")
                .then()
                .statusCode(400)
                .body("code", equalTo("invalid_value"));
    }

    @Test
    void agentsAndRepositoriesCanBeRead() {
        Server.admin().get("/v1/agents").then().statusCode(200).body("data[0].name", equalTo("code-reviewer"));
        String id = Server.admin()
                .body(Map.of("clone_url", "https://example.com/some/where.git"))
                .post("/v1/repositories")
                .then()
                .statusCode(201)
                .body("name", equalTo("some/where"))
                .body("default_branch", nullValue())
                .extract()
                .path("id");
        Server.admin()
                .body(Map.of("clone_url", "https://example.com/some/where.git"))
                .post("/v1/repositories")
                .then()
                .statusCode(200)
                .body("id", equalTo(id));
        Server.admin().get("/v1/repositories").then().body("data.id", everyItem(containsString("repo_")));
        Server.admin().get("/v1/repositories/" + id).then().body("id", equalTo(id));
    }

    private static ValidatableResponse submit(Map<String, ?> body, String key) {
        return Server.admin()
                .header("Idempotency-Key", key)
                .body(body)
                .post("/v1/runs")
                .then();
    }

    private static ValidatableResponse refuse(Map<String, ?> body) {
        return Server.admin().body(body).post("/v1/runs").then().statusCode(400).body("code", equalTo("invalid_value"));
    }

    private static void awaitFailure(Map<String, ?> body, String reason) {
        String run = Server.submit(body);
        Awaitility.await()
                .untilAsserted(() ->
                        assertThat(Server.run(run).getString("failure.reason")).isEqualTo(reason));
        assertThat(Server.run(run).getString("status")).isEqualTo("failure");
        assertThat(Server.gate(run).getString("reason")).isEqualTo("error");
    }

    private static ObjectId commit(Git git, String message) throws Exception {
        return git.commit()
                .setMessage(message)
                .setAuthor("a", "a@b")
                .setCommitter("a", "a@b")
                .setSign(false)
                .call();
    }
}
