package dev.paddock.controlplane.contract;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.nullValue;

import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.Server;
import dev.paddock.controlplane.Settings;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Document 001: environments and projects.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class Document001ProjectsTest {

    private static final String ENVIRONMENTS = "/api/environments";

    private final String id = "env-" + UUID.randomUUID();

    private String projects() {
        return ENVIRONMENTS + "/" + id + "/projects";
    }

    private static ValidatableResponse post(String path, Map<String, ?> body) {
        return Server.admin().body(body).post(path).then();
    }

    private ValidatableResponse environment() {
        return post(ENVIRONMENTS, Map.of("id", id, "name", "Staging", "icon", "🚧"))
                .statusCode(201);
    }

    private ValidatableResponse project(String project) {
        return post(projects(), Map.of("id", project, "name", "Project " + project))
                .statusCode(201);
    }

    private static void problem(ValidatableResponse reply, int status, String code) {
        reply.statusCode(status)
                .contentType("application/problem+json")
                .body("code", equalTo(code))
                .body("error", equalTo(reply.extract().path("detail")));
    }

    private static Map<String, Object> listed(String id) {
        List<Map<String, Object>> all = Server.admin()
                .get(ENVIRONMENTS)
                .then()
                .statusCode(200)
                .extract()
                .path("$");
        return all.stream().filter(one -> id.equals(one.get("id"))).findFirst().orElseThrow();
    }

    @Test
    void environmentsAreABareArray() {
        Map<String, Object> made = environment().extract().path("$");

        assertThat(listed(id)).isEqualTo(made).containsOnlyKeys("id", "name", "icon", "createdAt", "projectCount");
        project("a");
        project("b");
        assertThat(listed(id)).containsEntry("projectCount", 2);
    }

    @Test
    void anEnvironmentIsMade() {
        environment()
                .header("Location", containsString(ENVIRONMENTS + "/" + id))
                .body("id", equalTo(id))
                .body("name", equalTo("Staging"))
                .body("icon", equalTo("🚧"))
                .body("projectCount", equalTo(0));
        assertThat(Instant.parse((String) listed(id).get("createdAt")))
                .isBefore(Instant.now().plusSeconds(5));
    }

    @ParameterizedTest
    @CsvSource({
        "Überprüfung der Größe, uberprufung-der-große",
        "  Load & Stress  (EU) , load-stress-eu",
        "ＦＵＬＬ Ⅳ, full-iv"
    })
    void anIdIsMadeOfTheName(String name, String slug) {
        String unique = UUID.randomUUID().toString();
        // ß is a letter of its own, which no slug has.
        String expected = slug.replace("ß", "-") + "-" + unique;

        post(ENVIRONMENTS, Map.of("name", name + " " + unique))
                .statusCode(201)
                .body("id", equalTo(expected))
                .body("icon", nullValue());
    }

    @Test
    void aLongNameMakesAnIdThatFits() {
        String unique = UUID.randomUUID().toString();
        String made = post(ENVIRONMENTS, Map.of("name", unique + "x".repeat(26) + " " + "y".repeat(30)))
                .statusCode(201)
                .extract()
                .path("id");

        assertThat(made).isEqualTo(unique + "x".repeat(26));
    }

    @Test
    void anIdThatIsTakenIs409() {
        environment();

        problem(post(ENVIRONMENTS, Map.of("id", id, "name", "Other")), 409, "environment_exists");
        problem(post(ENVIRONMENTS, Map.of("name", id)), 409, "environment_exists");
        assertThat(listed(id)).containsEntry("name", "Staging");
    }

    @Test
    void ofManyWhoMakeTheSameOneDoes() throws Exception {
        Callable<Integer> make = () -> Server.admin()
                .body(Map.of("id", id, "name", "Twin"))
                .post(ENVIRONMENTS)
                .statusCode();
        List<Integer> codes = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> code : threads.invokeAll(Collections.nCopies(8, make))) {
                codes.add(code.get());
            }
        }
        assertThat(codes).containsOnlyOnce(201).containsOnly(201, 409);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "A", "a_b", "a/b", "..", "ä", "a b"})
    void anIdThatIsNoSlugIs400(String bad) {
        environment();
        Stream.of(ENVIRONMENTS, projects())
                .forEach(path -> problem(post(path, Map.of("id", bad, "name", "Name")), 400, "invalid_value"));
        problem(post(ENVIRONMENTS, Map.of("id", "a".repeat(64), "name", "Name")), 400, "invalid_value");
    }

    @Test
    void everyRefusedMemberIsNamed() {
        post(ENVIRONMENTS, Map.of("id", "A", "name", "n".repeat(101), "icon", "i".repeat(201)))
                .statusCode(400)
                .body("errors.field", equalTo(List.of("name", "icon", "id")));
        post(ENVIRONMENTS, Map.of()).statusCode(400).body("errors.field", equalTo(List.of("name")));
        post(ENVIRONMENTS, Map.of("name", "!!")).statusCode(400).body("errors.field", equalTo(List.of("id")));
        problem(Server.admin().post(ENVIRONMENTS).then(), 400, "malformed_request");
    }

    @Test
    void anEnvironmentIsChanged() {
        Map<String, Object> made = environment().extract().path("$");

        patch(Map.of("name", "Staging (EU)")).statusCode(200).body("name", equalTo("Staging (EU)"));
        patch(Map.of("icon", "🧪")).body("icon", equalTo("🧪")).body("name", equalTo("Staging (EU)"));
        Map<String, Object> none = new HashMap<>();
        none.put("icon", null);
        patch(none).body("icon", nullValue()).body("$", aMapWithSize(5));
        patch(Map.of("id", id, "unknown", 1)).statusCode(200);

        assertThat(listed(id)).containsEntry("name", "Staging (EU)").containsEntry("createdAt", made.get("createdAt"));
    }

    @Test
    void aChangeThatIsNoneIsRefused() {
        environment();

        Map<String, Object> none = new HashMap<>();
        none.put("name", null);
        problem(patch(none), 400, "invalid_value");
        problem(patch(Map.of("name", " ")), 400, "invalid_value");
        problem(patch(Map.of("name", 7)), 400, "invalid_value");
        problem(patch(Map.of("id", "other")), 400, "invalid_value");
        problem(
                Server.admin()
                        .body(Map.of("name", "x"))
                        .patch(ENVIRONMENTS + "/none-" + id)
                        .then(),
                404,
                "not_found");
        assertThat(listed(id)).containsEntry("name", "Staging");
    }

    private ValidatableResponse patch(Map<String, ?> body) {
        return Server.admin().body(body).patch(ENVIRONMENTS + "/" + id).then();
    }

    @Test
    void onlyAnEmptyEnvironmentIsDeleted() {
        environment();
        project("a");
        String path = ENVIRONMENTS + "/" + id;

        problem(Server.admin().delete(path).then(), 409, "environment_not_empty");
        Server.admin().delete(projects() + "/a").then().statusCode(204);
        Server.admin().delete(path).then().statusCode(204);
        problem(Server.admin().delete(path).then(), 404, "not_found");
        Server.admin().get(ENVIRONMENTS).then().body("findAll { it.id == '" + id + "' }", empty());
    }

    @Test
    void projectsAreABareArray() {
        environment();
        Server.admin().get(projects()).then().statusCode(200).body("$", empty());

        Map<String, Object> made = project("checkout").extract().path("$");

        assertThat(made)
                .containsOnlyKeys("id", "environmentId", "name", "createdAt")
                .containsEntry("id", "checkout")
                .containsEntry("environmentId", id)
                .containsEntry("name", "Project checkout");
        Server.admin().get(projects()).then().statusCode(200).body("$", equalTo(List.of(made)));
        problem(Server.admin().get(ENVIRONMENTS + "/none-" + id + "/projects").then(), 404, "not_found");
    }

    @Test
    void aProjectIsMadeOnceInItsEnvironment() {
        environment();
        post(projects(), Map.of("name", "Checkout Service"))
                .statusCode(201)
                .header("Location", containsString(projects() + "/checkout-service"))
                .body("id", equalTo("checkout-service"));

        problem(post(projects(), Map.of("id", "checkout-service", "name", "Twin")), 409, "project_exists");
        problem(post(ENVIRONMENTS + "/none-" + id + "/projects", Map.of("name", "Checkout")), 404, "not_found");
        // The same id in another environment is another project.
        String other =
                post(ENVIRONMENTS, Map.of("name", "Other " + id)).extract().path("id");
        post(ENVIRONMENTS + "/" + other + "/projects", Map.of("id", "checkout-service", "name", "Checkout"))
                .statusCode(201)
                .body("environmentId", equalTo(other));
    }

    @Test
    void aDeletedProjectIsGone() {
        environment();
        project("a");
        project("b");

        Server.admin().delete(projects() + "/a").then().statusCode(204);

        problem(Server.admin().delete(projects() + "/a").then(), 404, "not_found");
        Server.admin().get(projects()).then().body("id", equalTo(List.of("b")));
    }

    @Test
    void aRepeatedCallMakesNothingAnew() {
        Map<String, ?> body = Map.of("id", id, "name", "Staging");
        Response first = Server.admin().header("Idempotency-Key", id).body(body).post(ENVIRONMENTS);
        Response again = Server.admin().header("Idempotency-Key", id).body(body).post(ENVIRONMENTS);

        assertThat(List.of(first.statusCode(), again.statusCode())).containsOnly(201);
        assertThat(again.asString()).isEqualTo(first.asString());
    }

    @Test
    void viewersSeeAndManagersChange() {
        environment();
        for (String role : List.of("viewer", "developer")) {
            String key = Settings.text(Map.of("name", role, "role", role));
            Settings.key(key).get(ENVIRONMENTS).then().statusCode(200).body("id", hasItems(id));
            Settings.key(key).get(projects()).then().statusCode(200);
            problem(
                    Settings.key(key)
                            .body(Map.of("name", "x"))
                            .post(ENVIRONMENTS)
                            .then(),
                    403,
                    "forbidden");
            problem(Settings.key(key).body(Map.of("name", "x")).post(projects()).then(), 403, "forbidden");
            problem(Settings.key(key).delete(ENVIRONMENTS + "/" + id).then(), 403, "forbidden");
        }
        given().get(ENVIRONMENTS).then().statusCode(401);
    }

    @Test
    void aKeyForSomeProjectsMeetsNothingOfTheOthers() {
        environment();
        project("own");
        project("foreign");
        String other = "other-" + id;
        post(ENVIRONMENTS, Map.of("id", other, "name", "Other")).statusCode(201);
        // The second one is a project's name, and none of an environment.
        String key = Settings.text(
                Map.of("name", "limited", "role", "admin", "scope", Map.of("projects", List.of(id + "/own", other))));

        Settings.key(key)
                .get(ENVIRONMENTS)
                .then()
                .statusCode(200)
                .body("id", equalTo(List.of(id)))
                .body("projectCount", equalTo(List.of(1)));
        Settings.key(key).get(projects()).then().statusCode(200).body("id", equalTo(List.of("own")));
        problem(Settings.key(key).get(ENVIRONMENTS + "/" + other + "/projects").then(), 404, "not_found");
        problem(Settings.key(key).delete(ENVIRONMENTS + "/" + other).then(), 404, "not_found");
        problem(Settings.key(key).delete(projects() + "/foreign").then(), 404, "not_found");
        problem(
                Settings.key(key)
                        .body(Map.of("name", "x"))
                        .patch(ENVIRONMENTS + "/" + id)
                        .then(),
                403,
                "forbidden");
        problem(Settings.key(key).body(Map.of("name", "x")).post(projects()).then(), 403, "forbidden");
        problem(Settings.key(key).body(Map.of("name", "x")).post(ENVIRONMENTS).then(), 403, "forbidden");
        Settings.key(key).delete(projects() + "/own").then().statusCode(204);
        Server.admin().get(projects()).then().body("id", equalTo(List.of("foreign")));
    }

    @Test
    void everyChangeIsAudited() {
        environment();
        project("a");
        patch(Map.of("name", "Renamed"));
        Server.admin().delete(projects() + "/a").then().statusCode(204);
        Server.admin().delete(ENVIRONMENTS + "/" + id).then().statusCode(204);
        // Refused: no entry.
        Server.admin().delete(ENVIRONMENTS + "/" + id).then().statusCode(404);

        List<Map<String, Object>> entries = Settings.admin()
                .get("/api/settings/audit?limit=1000")
                .then()
                .statusCode(200)
                .extract()
                .path("entries");
        List<String> told = entries.stream()
                .filter(entry -> String.valueOf(entry.get("object")).startsWith(id))
                .map(entry -> entry.get("action") + " " + entry.get("object"))
                .toList();
        assertThat(told)
                .containsExactly(
                        "environment.delete " + id,
                        "project.delete " + id + "/a",
                        "environment.update " + id,
                        "project.create " + id + "/a",
                        "environment.create " + id);
    }
}
