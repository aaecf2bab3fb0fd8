package dev.paddock.controlplane.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.Server;
import dev.paddock.controlplane.Settings;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(RealServices.class)
class RepositoryTest {

    private static final String PASSWORD = "correct-horse-battery";

    private final String name = "acme/" + UUID.randomUUID();
    private final String url = "https://example.com/" + name + ".git";
    private final Jdbi ledger;

    RepositoryTest(Jdbi ledger) {
        this.ledger = ledger;
    }

    @Test
    void aRepositoryIsRegisteredShownChangedAndDeleted() {
        Map<String, Object> body = Map.of(
                "name",
                name,
                "clone_url",
                url,
                "default_branch",
                "trunk",
                "project",
                "shop",
                "owner",
                "ann@example.com");
        String id = create(body)
                .statusCode(201)
                .body("name", equalTo(name))
                .body("clone_url", equalTo(url))
                .body("default_branch", equalTo("trunk"))
                .body("project", equalTo("shop"))
                .body("owner", equalTo("ann@example.com"))
                .body("has_credential", equalTo(false))
                .extract()
                .path("id");
        create(body).statusCode(200).body("id", equalTo(id));
        assertThat(Settings.repositories("id")).contains(id);

        patch(id, "{\"default_branch\": null, \"project\": \"till\", \"name\": \"%s-2\"}".formatted(name))
                .statusCode(200)
                .body("default_branch", nullValue())
                .body("project", equalTo("till"))
                .body("name", equalTo(name + "-2"))
                .body("clone_url", equalTo(url))
                .body("owner", equalTo("ann@example.com"));
        get(id).statusCode(200).body("project", equalTo("till"));

        delete(id).statusCode(204);
        get(id).statusCode(404);
        delete(id).statusCode(404);
        patch(id, "{}").statusCode(404);
        assertThat(Settings.repositories("id")).doesNotContain(id);
    }

    @Test
    void aNewRepositoryMayHaveTheNameAndUrlOfADeletedOne() {
        String old = id(create(Map.of("name", name, "clone_url", url)));
        delete(old).statusCode(204);

        assertThat(id(create(Map.of("name", name, "clone_url", url)))).isNotEqualTo(old);
    }

    @Test
    void aRepositoryWithOpenRunsStaysAndThenItsRunsDo() {
        String id = id(create(Map.of("name", name, "clone_url", url)));
        String run = Server.submit(Map.of("repository", id, "commit", Server.COMMIT, "tags", List.of(Server.lane())));
        delete(id).statusCode(409).body("code", equalTo("repository_in_use"));

        Server.admin().post("/v1/runs/" + run + "/cancel").then().statusCode(200);
        delete(id).statusCode(204);
        assertThat(Server.run(run).getString("repository.name")).isEqualTo(name);
        assertThat(Server.gate(run).getString("reason")).isEqualTo("cancelled");
        Server.admin()
                .post("/v1/runs/" + run + "/retry")
                .then()
                .statusCode(422)
                .body("code", equalTo("unknown_repository"));
        Server.admin()
                .body(Map.of("repository", id, "commit", Server.COMMIT))
                .post("/v1/runs")
                .then()
                .statusCode(422)
                .body("code", equalTo("unknown_repository"));
    }

    @Test
    void aCredentialIsTakenAndNeverShown() {
        String id = create(Map.of(
                        "name", name, "clone_url", url, "credential", Map.of("username", "ci", "password", PASSWORD)))
                .statusCode(201)
                .body("has_credential", equalTo(true))
                .body("credential", nullValue())
                .extract()
                .path("id");

        String shown = get(id).extract().asString()
                + Server.admin().get("/v1/repositories").asString();
        assertThat(shown).doesNotContain(PASSWORD).doesNotContain("\"credential\"");
        byte[] kept = ledger.withHandle(handle -> handle.createQuery("select credential from repository where id = :id")
                .bind("id", id)
                .mapTo(byte[].class)
                .one());
        assertThat(new String(kept, StandardCharsets.ISO_8859_1))
                .doesNotContain(PASSWORD)
                .doesNotContain("Basic");
        patch(id, "{\"default_branch\": \"main\"}").body("has_credential", equalTo(true));
        patch(id, "{\"credential\": null}").body("has_credential", equalTo(false));
    }

    @Test
    void aCredentialIsNotTakenToAnotherServer() {
        String id =
                id(create(Map.of("name", name, "clone_url", url, "credential", Map.of("token", "abcdef0123456789"))));
        patch(id, "{\"clone_url\": \"https://elsewhere.example.com/%s.git\"}".formatted(name))
                .statusCode(400)
                .body("errors[0].field", equalTo("credential"));

        patch(id, "{\"clone_url\": \"https://example.com/moved/%s.git\"}".formatted(name))
                .statusCode(200)
                .body("has_credential", equalTo(true));
        patch(id, "{\"clone_url\": \"https://elsewhere.example.com/%s.git\", \"credential\": null}".formatted(name))
                .statusCode(200)
                .body("has_credential", equalTo(false));
    }

    @Test
    void whatIsRegisteredAlreadyIsNotChangedByTheWay() {
        create(Map.of("name", name, "clone_url", url)).statusCode(201);

        create(Map.of("clone_url", url)).statusCode(200);
        create(Map.of("clone_url", url, "credential", Map.of("password", PASSWORD)))
                .statusCode(409)
                .body("code", equalTo("repository_exists"));
        create(Map.of("clone_url", url, "default_branch", "other")).statusCode(409);
    }

    @Test
    void aNameOrUrlOfAnotherIsRefused() {
        String other = "https://example.com/acme/" + UUID.randomUUID();
        create(Map.of("name", name, "clone_url", url)).statusCode(201);
        String id = id(create(Map.of("clone_url", other)));

        patch(id, "{\"name\": \"%s\"}".formatted(name)).statusCode(400).body("errors[0].field", equalTo("name"));
        patch(id, "{\"clone_url\": \"%s\"}".formatted(url))
                .statusCode(400)
                .body("errors[0].field", equalTo("clone_url"));
        create(Map.of("name", name, "clone_url", url + "-3")).statusCode(400).body("errors[0].field", equalTo("name"));
    }

    @Test
    void everyRefusedMemberIsNamed() {
        String secret = "credential";
        Map<String, Object> bad = new HashMap<>(Map.of(
                "name", "no-slash", "default_branch", "--x", "project", "Not A Slug", "owner", " ", secret, Map.of()));
        bad.forEach((field, value) ->
                create(Map.of("clone_url", url, field, value)).statusCode(400).body("errors[0].field", equalTo(field)));
        for (Map<String, String> credential : List.of(
                Map.of("password", "p", "token", "t"),
                Map.of("username", "u", "token", "t"),
                Map.of("password", "a\nb"),
                Map.of("token", "a b"),
                Map.of("username", "a:b", "password", "p"))) {
            create(Map.of("clone_url", url, secret, credential)).statusCode(400);
        }
        create(Map.of("clone_url", "git@example.com:a/" + UUID.randomUUID(), secret, Map.of("token", "t")))
                .statusCode(400)
                .body("errors[0].field", equalTo(secret));
        create(Map.of("clone_url", "https://me:" + PASSWORD + "@example.com/a/b"))
                .statusCode(400);
        Server.admin().post("/v1/repositories").then().statusCode(400);
        String id = id(create(Map.of("clone_url", url)));
        patch(id, "{\"default_branch\": \"a..b\"}").statusCode(400).body("errors[0].field", equalTo("default_branch"));
        patch(id, "{\"name\": null}").statusCode(400).body("errors[0].field", equalTo("name"));
        patch(id, "{\"clone_url\": null}").statusCode(400).body("errors[0].field", equalTo("clone_url"));
        Server.admin().patch("/v1/repositories/" + id).then().statusCode(400);
    }

    /// What is stored may be older than the rules.
    @Test
    void whatIsNotSentIsNotJudged() {
        String id = id(create(Map.of("clone_url", url)));
        ledger.useHandle(handle -> handle.execute(
                "update repository set default_branch = 'a..b', project = 'Not A Slug' where id = ?", id));

        patch(id, "{\"owner\": \"bob@example.com\", \"name\": \"%s-2\"}".formatted(name))
                .statusCode(200)
                .body("owner", equalTo("bob@example.com"))
                .body("default_branch", equalTo("a..b"));
        patch(id, "{\"default_branch\": \"a..b\", \"owner\": \"ann@example.com\"}")
                .statusCode(400)
                .body("errors.field", equalTo(List.of("default_branch")));
        patch(id, "{\"default_branch\": \"trunk\", \"project\": null}")
                .statusCode(200)
                .body("default_branch", equalTo("trunk"))
                .body("project", nullValue());
    }

    @Test
    void onlyManagersChangeRepositories() {
        String id = id(create(Map.of("clone_url", url)));
        Server.runner().get("/v1/repositories").then().statusCode(403);
        Server.runner().body("{}").patch("/v1/repositories/" + id).then().statusCode(403);
        Server.runner().delete("/v1/repositories/" + id).then().statusCode(403);
    }

    private static ValidatableResponse create(Map<String, ?> body) {
        return Server.admin().body(body).post("/v1/repositories").then();
    }

    private static String id(ValidatableResponse created) {
        return created.statusCode(201).extract().path("id");
    }

    private static ValidatableResponse get(String id) {
        return Server.admin().get("/v1/repositories/" + id).then();
    }

    private static ValidatableResponse patch(String id, String json) {
        return Server.admin().body(json).patch("/v1/repositories/" + id).then();
    }

    private static ValidatableResponse delete(String id) {
        return Server.admin().delete("/v1/repositories/" + id).then();
    }
}
