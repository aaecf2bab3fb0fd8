package dev.paddock.controlplane;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.paddock.controlplane.access.Permission;
import io.quarkus.security.PermissionsAllowed;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(RealServices.class)
class AccessTest {

    private final Jdbi ledger;

    AccessTest(Jdbi ledger) {
        this.ledger = ledger;
    }

    @Test
    void taskEndpointsRefuseEveryKeyThatIsNone() {
        String revoked = Keys.revoked(ledger, "runner");
        String typo = RealServices.RUNNER_KEY.replace('2', '3');
        for (String key : List.of("", "nonsense", typo, Keys.unknown(), revoked, "dk_live_" + "Z".repeat(40))) {
            for (String path : List.of(
                    "/api/runners/register",
                    "/api/runners/r/heartbeat",
                    "/api/runners/tasks/" + UUID.randomUUID() + "/status",
                    "/api/runners/tasks/" + UUID.randomUUID() + "/logs",
                    "/api/runners/tasks/" + UUID.randomUUID() + "/result",
                    "/api/runners/tasks/" + UUID.randomUUID() + "/return")) {
                refused(given().header("x-api-key", key)
                        .contentType(ContentType.JSON)
                        .body("{}")
                        .post(path)
                        .then());
            }
            refused(given().header("x-api-key", key)
                    .get("/api/runners/tasks/pending?runnerId=r")
                    .then());
        }
        refused(given().get("/api/runners/tasks/pending?runnerId=r").then());
    }

    private static void refused(ValidatableResponse response) {
        response.statusCode(401)
                .header("WWW-Authenticate", "Bearer")
                .contentType("application/problem+json")
                .body("code", equalTo("unauthenticated"))
                .body("error", containsString("key"));
    }

    @Test
    void usersAreNoRunnersAndRunnersAreNoUsers() {
        String developer = Keys.of(ledger, "developer");
        given().header("x-api-key", developer)
                .header("x-runner-id", "r")
                .post("/api/runners/register")
                .then()
                .statusCode(403)
                .body("code", equalTo("forbidden"));
        Server.runner()
                .body(Map.of("repository", "a/b"))
                .post("/v1/runs")
                .then()
                .statusCode(403);
        String viewer = Keys.of(ledger, "viewer");
        given().header("Authorization", "Bearer " + viewer)
                .get("/v1/agents")
                .then()
                .statusCode(200);
        given().header("Authorization", "Bearer " + viewer)
                .contentType(ContentType.JSON)
                .body(Map.of("repository", "a/b"))
                .post("/v1/runs")
                .then()
                .statusCode(403);
    }

    @Test
    void aRunnerIdBelongsToTheKeyThatRegisteredItFirst() {
        String id = Server.register(Server.lane(), 1);
        String other = Keys.of(ledger, "runner");

        given().header("x-api-key", other)
                .header("x-runner-id", id)
                .post("/api/runners/register")
                .then()
                .statusCode(403)
                .body("code", equalTo("runner_taken"));
        given().header("x-api-key", other)
                .queryParam("runnerId", id)
                .get("/api/runners/tasks/pending")
                .then()
                .statusCode(403)
                .body("code", equalTo("not_your_runner"));
    }

    @Test
    void anotherKeysTaskIsNotYours() {
        String lane = Server.lane();
        String runner = Server.register(lane, 1);
        Server.submit(lane);
        String task = Server.claim(runner);

        given().header("x-api-key", Keys.of(ledger, "runner"))
                .contentType(ContentType.JSON)
                .body(Map.of("status", "preparing"))
                .post("/api/runners/tasks/" + task + "/status")
                .then()
                .statusCode(403)
                .body("code", equalTo("not_your_runner"));
    }

    @Test
    void aTasksTokenSpeaksForThatTaskAndNothingElse() {
        String lane = Server.lane();
        String runner = Server.register(lane, 2);
        Server.submit(lane);
        Server.submit(lane);
        Response claimed = Server.poll(runner, 2, 20);
        String token = claimed.path("data[0].token");
        String own = claimed.path("data[0].id");
        String other = claimed.path("data[1].id");

        status(token, own).statusCode(200);
        status(token, other).statusCode(403).body("code", equalTo("not_your_runner"));
        refused(status(token.substring(0, token.length() - 1) + "x", own));
        given().header("Authorization", "Bearer " + token)
                .header("x-runner-id", "r")
                .post("/api/runners/register")
                .then()
                .statusCode(403);
        given().header("Authorization", "Bearer " + token)
                .get("/v1/agents")
                .then()
                .statusCode(403);
    }

    private static ValidatableResponse status(String token, String task) {
        return given().header("Authorization", "Bearer " + token)
                .contentType(ContentType.JSON)
                .body(Map.of("status", "preparing"))
                .post("/api/runners/tasks/" + task + "/status")
                .then();
    }

    @ParameterizedTest
    @CsvSource({
        "x-runner-id, a/b",
        "x-runner-max-concurrency, +5",
        "x-runner-max-concurrency, 0",
        "x-runner-max-concurrency, 1001",
        "x-runner-max-concurrency, x",
        "x-runner-tags, 't,a b'",
        "x-runner-name, ' '",
        "x-runner-instance, ' '",
        "x-runner-ephemeral, yes"
    })
    void aHeaderOfARegistrationIsRefused(String header, String value) {
        Server.runner()
                .headers(header.equals("x-runner-id") ? Map.of() : Map.of("x-runner-id", "checked"))
                .header(header, value)
                .post("/api/runners/register")
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo(header));
    }

    @Test
    void registrationsAreChecked() {
        Server.runner().post("/api/runners/register").then().statusCode(400);
        for (List<String> ids : List.of(List.of("one", "two"), List.of("x".repeat(129)))) {
            Server.runner()
                    .header(
                            "x-runner-id",
                            ids.getFirst(),
                            ids.subList(1, ids.size()).toArray())
                    .post("/api/runners/register")
                    .then()
                    .statusCode(400)
                    .body("errors[0].field", equalTo("x-runner-id"));
        }
        Server.runner()
                .headers(Map.of("x-runner-id", "checked", "x-runner-instance", "x".repeat(256)))
                .post("/api/runners/register")
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("x-runner-instance"));
        Server.runner()
                .header("x-runner-id", "checked")
                .header("x-runner-protocol", "2")
                .post("/api/runners/register")
                .then()
                .statusCode(426)
                .body("supported", equalTo(List.of(1)));
    }

    @Test
    void aDeregisteredRunnerIsGoneUntilItRegistersAgain() {
        String lane = Server.lane();
        String runner = Server.register(lane, 1);
        Server.runner().delete("/api/runners/" + runner).then().statusCode(200).body("data.status", equalTo("offline"));

        Server.heartbeat(runner, List.of()).then().statusCode(410).body("code", equalTo("runner_gone"));
        Server.poll(runner, 1, 0).then().statusCode(410);
        Server.register(runner, "process-2", lane, 1).then().statusCode(200);
        Server.heartbeat(runner, List.of()).then().statusCode(200);
        Server.heartbeat("nobody", List.of()).then().statusCode(404);
    }

    @Test
    void aRunnerThatComesBackIsShownOnlineAtOnce() {
        String lane = Server.lane();
        String runner = Server.register(lane, 1);
        ledger.useHandle(handle ->
                handle.execute("update runner set last_heartbeat_at = now() - interval '1 h' where id = ?", runner));

        Server.register(runner, "process-2", lane, 1).then().statusCode(200).body("data.status", equalTo("online"));
    }

    @Test
    void everyEndpointNamesAPermission() {
        List<Method> endpoints =
                Endpoints.all().stream().map(Endpoints.Endpoint::method).toList();
        List<String> open = endpoints.stream()
                .filter(method -> !method.isAnnotationPresent(PermissionsAllowed.class))
                .map(method -> method.getDeclaringClass().getSimpleName() + "." + method.getName())
                .toList();

        assertThat(endpoints).hasSizeGreaterThan(20);
        // Those with which sessions begin, those of whoever has one, pages whose path is signed, and how the server is.
        assertThat(open)
                .containsExactlyInAnyOrder(
                        "SiteResource.readSigned",
                        "VersionResource.get",
                        "HealthResource.healthz",
                        "LoginResource.login",
                        "OidcResource.start",
                        "OidcResource.finish",
                        "SessionResource.me",
                        "SessionResource.logout");
    }

    @Test
    void everyPermissionThatAnEndpointNamesIsOne() throws IllegalAccessException {
        List<String> known = new ArrayList<>();
        for (Field field : Permission.class.getFields()) {
            known.add((String) field.get(null));
        }

        assertThat(Endpoints.all()).allSatisfy(endpoint -> assertThat(known).containsAll(endpoint.permissions()));
    }
}
