package dev.paddock.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.paddock.controlplane.access.Permission;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A key for some repositories meets nothing of the others.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class TenantTest {

    private Settings.Repository own;
    private Settings.Repository foreign;
    private String key;

    @BeforeEach
    void register() {
        own = Settings.repository();
        foreign = Settings.repository();
        key = key("admin", Map.of("repositories", List.of(own.name())));
    }

    private static String key(String role, Map<String, ?> scope) {
        return Settings.text(Map.of("name", "limited", "role", role, "scope", scope));
    }

    private static String submit(Settings.Repository repository) {
        return Server.submit(
                Map.of("repository", repository.id(), "commit", Server.COMMIT, "tags", List.of(Server.lane())));
    }

    @Test
    void everyEndpointOfARunAnswersAForeignOneAsOneThatDoesNotExist() {
        String run = submit(foreign);
        List<Endpoints.Endpoint> endpoints = Endpoints.all().stream()
                .filter(endpoint -> endpoint.path().contains("/runs/{"))
                .filter(endpoint -> !endpoint.path().startsWith("/api/settings"))
                .toList();

        assertThat(endpoints).hasSizeGreaterThan(5);
        for (Endpoints.Endpoint endpoint : endpoints) {
            String path = endpoint.path().replaceFirst("(/runs/)\\{[^}]+}", "$1" + run);
            String none = path.replace(run, "run_" + "0".repeat(26));
            String answer = hidden(endpoint, path);
            assertThat(hidden(endpoint, none).replace("run_" + "0".repeat(26), run))
                    .as(endpoint.toString())
                    .isEqualTo(answer);
        }
        assertThat(Server.run(run).getString("status")).isEqualTo("queued");
    }

    @Test
    void everyEndpointOfARepositoryAnswersAForeignOneAsOneThatDoesNotExist() {
        for (Endpoints.Endpoint endpoint : Endpoints.all()) {
            if (endpoint.path().startsWith("/v1/repositories/{")) {
                hidden(endpoint, endpoint.path().replaceFirst("\\{[^}]+}", foreign.id()));
                hidden(endpoint, endpoint.path().replaceFirst("\\{[^}]+}", "repo_none"));
            }
        }
        Settings.key(key).get("/v1/repositories/" + own.id()).then().statusCode(200);
    }

    private String hidden(Endpoints.Endpoint endpoint, String path) {
        Response response = Settings.key(key).body("{}").request(endpoint.verb(), path.replaceAll("\\{[^}]+}", "1"));
        assertThat(response.statusCode()).as(endpoint.toString()).isEqualTo(404);
        assertThat(response.<String>path("code")).as(endpoint.toString()).isEqualTo("not_found");
        // The trace is another for each call.
        return response.asString().replaceAll("\"traceId\":[^,}]*", "");
    }

    @Test
    void noListNamesWhatIsForeign() {
        String run = submit(foreign);
        String shared = Agents.create(Map.of("repository_ids", List.of(own.id(), foreign.id())));
        String others = Agents.create(Map.of("repository_ids", List.of(foreign.id())));
        for (Endpoints.Endpoint endpoint : Endpoints.all()) {
            if (endpoint.verb().equals("GET")
                    && !endpoint.path().contains("{")
                    && !endpoint.streams()
                    && endpoint.permissions().contains(Permission.VIEW)) {
                Response listed = Settings.key(key).get(endpoint.path());
                assertThat(listed.statusCode()).as(endpoint.toString()).isIn(200, 400);
                assertThat(listed.asString())
                        .as(endpoint.toString())
                        .doesNotContain(run)
                        .doesNotContain(foreign.id())
                        .doesNotContain(foreign.name());
            }
        }
        List<String> repositories = Settings.key(key).get("/v1/repositories").path("data.id");
        assertThat(repositories).containsExactly(own.id());
        Settings.key(key).get("/v1/agents/" + shared).then().statusCode(200).body("repository_ids", contains(own.id()));
        Settings.key(key).get("/v1/agents/" + others).then().statusCode(404);
        Server.admin().get("/v1/agents/" + others).then().body("repository_ids", contains(foreign.id()));
    }

    @Test
    void anAgentOfOthersIsNoneToSubmitFor() {
        String others = Agents.create(Map.of("repository_ids", List.of(foreign.id())));
        for (String agent : List.of(others, "agent_none")) {
            Settings.key(key)
                    .body(Map.of("repository", own.id(), "commit", Server.COMMIT))
                    .post("/v1/agents/" + agent + "/run")
                    .then()
                    .statusCode(404)
                    .body("detail", containsString(agent));
            Settings.key(key)
                    .body(Map.of("repository", own.id(), "commit", Server.COMMIT, "agent_id", agent))
                    .post("/v1/runs")
                    .then()
                    .statusCode(422)
                    .body("code", equalTo("unknown_agent"));
        }
    }

    @Test
    void whatIsForeignIsNotCounted() {
        String mine = reviewed(own);
        reviewed(foreign);

        Settings.key(key)
                .get("/v1/runs")
                .then()
                .statusCode(200)
                .body("data.id", equalTo(List.of(mine)))
                .body("meta.total", equalTo(1));
        for (String sort : List.of("started_at", "duration_ms")) {
            Settings.key(key).get("/v1/runs?sort=" + sort).then().body("data.id", equalTo(List.of(mine)));
        }
        Settings.key(key)
                .get("/v1/runs?repository_id=" + foreign.id())
                .then()
                .statusCode(200)
                .body("meta.total", equalTo(0));
        for (String query : List.of("", "?by=repository", "?by=agent", "?repository_id=" + own.id())) {
            Settings.key(key).get("/v1/runs/stats" + query).then().body("stats.total_runs", equalTo(1));
        }
        Settings.key(key)
                .get("/v1/runs/stats?repository_id=" + foreign.id())
                .then()
                .statusCode(200)
                .body("stats.total_runs", equalTo(0));
    }

    private static String reviewed(Settings.Repository repository) {
        String lane = Server.lane();
        String runner = Server.register(lane, 1);
        String run =
                Server.submit(Map.of("repository", repository.id(), "commit", Server.COMMIT, "tags", List.of(lane)));
        Server.result(Server.claim(runner), Server.review(runner, "info"))
                .then()
                .statusCode(200);
        return run;
    }

    @Test
    void whatIsOwnIsServedAsToAnybody() {
        String run = submit(own);

        Settings.key(key).get("/v1/runs/" + run).then().statusCode(200).body("id", equalTo(run));
        Settings.key(key).get("/v1/runs/" + run + "/logs").then().statusCode(200);
        Settings.key(key).get("/v1/runs/" + run + "/queue").then().statusCode(200);
        Settings.key(key).get("/external/integration/cicd/runs/" + run).then().statusCode(200);
        Settings.key(key).post("/v1/runs/" + run + "/cancel").then().statusCode(200);
        Settings.key(key).get("/v1/agents").then().statusCode(200);
    }

    @Test
    void aForeignRepositoryTakesNoRun() {
        String unregistered = Agents.repository();
        for (String reference : List.of(foreign.id(), foreign.name(), foreign.url(), "no/such", unregistered)) {
            asked(Map.of("repository", reference, "commit", Server.COMMIT))
                    .statusCode(404)
                    .body("code", equalTo("not_found"));
        }
        asked(Map.of("repository", foreign.id(), "commit", "x")).statusCode(400);
        asked(Map.of("commit", Server.COMMIT)).statusCode(400);
        for (String reference : List.of(own.id(), own.name(), own.url())) {
            asked(Map.of("repository", reference, "commit", Server.COMMIT, "tags", List.of(Server.lane())))
                    .statusCode(202);
        }
        assertThat(Server.admin().get("/v1/repositories").asString()).doesNotContain(unregistered);
    }

    private ValidatableResponse asked(Map<String, ?> body) {
        return Settings.key(key).body(body).post("/v1/runs").then();
    }

    @Test
    void whatBelongsToNoRepositoryIsNotChanged() {
        String runner = Server.register(Server.lane(), 1);
        String agent = Agents.create(Map.of());

        forbidden(Settings.key(key).body(Map.of("status", "paused")).patch("/v1/agents/" + agent));
        forbidden(Settings.key(key).body(Map.of("name", "x", "image", "y")).post("/v1/agents"));
        forbidden(Settings.key(key).post("/api/runners/" + runner + "/drain"));
        forbidden(Settings.key(key).delete("/api/runners/" + runner));
        forbidden(
                Settings.key(key).body(Map.of("clone_url", Agents.repository())).post("/v1/repositories"));
        forbidden(Settings.key(key).header("x-runner-id", "r").post("/api/runners/register"));
    }

    private static void forbidden(Response response) {
        response.then().statusCode(403).body("code", equalTo("forbidden"));
    }

    @Test
    void aViewersLimitsComeAfterItsPermissions() {
        String viewer = key("viewer", Map.of("repositories", List.of(own.id())));

        Settings.key(viewer)
                .post("/v1/runs/" + submit(foreign) + "/cancel")
                .then()
                .statusCode(403);
    }

    @Test
    void aProjectsRepositoriesAreMeantWithIt() {
        String run = submit(foreign);
        for (String project : List.of("shop/web", "till", "my.shop_2/a-b")) {
            Server.admin()
                    .body(Map.of("project", project))
                    .patch("/v1/repositories/" + foreign.id())
                    .then()
                    .statusCode(200);
            String ofProject = key("viewer", Map.of("projects", List.of(project)));

            Settings.key(ofProject).get("/v1/runs/" + run).then().statusCode(200);
        }
        String ofProject = key("viewer", Map.of("projects", List.of("shop/other", "my.shop_2/a-b")));
        Settings.key(ofProject).get("/v1/runs/" + run).then().statusCode(200);
        Settings.key(ofProject).get("/v1/runs/" + submit(own)).then().statusCode(404);
    }
}
