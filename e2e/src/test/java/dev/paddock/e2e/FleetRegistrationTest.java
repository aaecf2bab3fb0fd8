package dev.paddock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Real agents that have their fleet's enrolment key alone.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FleetRegistrationTest {

    private static final int REFUSED = 4;

    private final String lane = "lane-" + UUID.randomUUID();
    private final Cluster cluster;
    private final PlantedRepository repository;
    private final String planted;

    FleetRegistrationTest(@TempDir Path folder) throws Exception {
        cluster = new Cluster(
                folder.toRealPath(),
                Map.of(
                        "PADDOCK_ENROLMENT_LOOK",
                        "500ms",
                        "PADDOCK_ENROLMENT_GONE_FOR",
                        "2s",
                        "PADDOCK_FLEET_HEARTBEAT",
                        "1s"));
        repository = new PlantedRepository(cluster.data().resolve("repository"));
        planted = repository.plant();
    }

    @BeforeAll
    void start() throws Exception {
        cluster.startControlPlane();
    }

    @AfterAll
    void stop() throws Exception {
        repository.close();
        cluster.close();
    }

    private static RequestSpecification settings() {
        Response login = RestAssured.given()
                .contentType(ContentType.JSON)
                .body(Map.of("user", "admin", "password", Cluster.ADMIN_PASSWORD))
                .post("/auth/login");
        return RestAssured.given()
                .contentType(ContentType.JSON)
                .cookies(login.cookies())
                .header("X-CSRF-Token", login.cookie("paddock_csrf"));
    }

    /// A new enrolment key: `{key, plaintext}`.
    private static Response enrolmentKey() {
        return settings()
                .body(Map.of("name", "fleet", "role", "enrolment"))
                .post("/api/settings/apikeys")
                .then()
                .statusCode(201)
                .extract()
                .response();
    }

    private Process agent(String id, String enrolmentKey, Map<String, String> more) throws IOException {
        Map<String, String> all = new HashMap<>(more);
        // Instead of the key that other tests give.
        all.put("PADDOCK_KEY_FILE", "");
        all.put("PADDOCK_ENROLMENT_KEY", enrolmentKey);
        all.put("PADDOCK_RUNNER_TAGS", lane);
        return cluster.startAgent(id, Docker.orProcess(), all);
    }

    private void reviewed() {
        JsonPath run = Cluster.ended(
                Cluster.submit(Map.of("repository", repository.url(), "commit", planted, "tags", List.of(lane))));
        assertThat(run.getString("failure.message")).isNull();
        assertThat(run.getString("status")).isEqualTo("success");
    }

    private void said(String agent, String text) {
        Awaitility.await(agent + " says " + text)
                .atMost(Cluster.PATIENCE)
                .ignoreExceptions()
                .until(() -> cluster.agentLog(agent).contains(text));
    }

    private static void ended(Process agent, int code) throws InterruptedException {
        assertThat(agent.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(agent.exitValue()).isEqualTo(code);
    }

    private String lastLine(String agent) throws IOException {
        return cluster.agentLog(agent).strip().lines().toList().getLast();
    }

    private static String credential(Response enrolment) {
        return settings()
                .get("/api/settings/apikeys?enrolment=" + enrolment.path("key.id"))
                .path("keys[0].id");
    }

    @Test
    void anAgentEnrolsOnceAndComesBackWithItsCredential() throws Exception {
        String key = enrolmentKey().path("plaintext");
        Process first = agent("stays", key, Map.of("PADDOCK_RUNNER_SLOTS", "auto"));
        reviewed();
        Path file = cluster.data().resolve("work-stays/stays/credential");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        first.destroy();
        ended(first, 0);
        assertThat(Cluster.admin().get("/api/runners/stays").<String>path("data.status"))
                .isEqualTo("offline");

        Process second = agent("stays", key, Map.of());
        reviewed();

        String log = cluster.agentLog("stays");
        assertThat(log.split("enrolled as stays", -1)).hasSize(2);
        assertThat(log).doesNotContain(key).doesNotContain("dk_live_");
        second.destroy();
        ended(second, 0);
    }

    @Test
    void anEphemeralAgentLeavesNothingOnTheLists() throws Exception {
        Response key = enrolmentKey();
        Process agent = agent("passes", key.path("plaintext"), Map.of("PADDOCK_RUNNER_EPHEMERAL", "true"));
        said("passes", "registered as passes");
        assertThat(Cluster.admin().get("/api/runners/passes").<Boolean>path("data.ephemeral"))
                .isTrue();

        agent.destroy();
        ended(agent, 0);

        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> Cluster.admin().get("/api/runners/passes").statusCode() == 404);
        assertThat(credential(key)).isNull();
    }

    @Test
    void anAgentWhoseCredentialIsDeletedEnrolsAgainAndOneWhoseCredentialIsRevokedEnds() throws Exception {
        Response key = enrolmentKey();
        Process agent = agent("replaced", key.path("plaintext"), Map.of());
        said("replaced", "registered as replaced");

        settings()
                .delete("/api/settings/apikeys/" + credential(key) + "?action=delete")
                .then()
                .statusCode(204);
        Awaitility.await()
                .atMost(Cluster.PATIENCE)
                .until(() -> cluster.agentLog("replaced").split("registered as replaced", -1).length == 3);

        settings().delete("/api/settings/apikeys/" + credential(key)).then().statusCode(204);
        ended(agent, REFUSED);
        assertThat(lastLine("replaced")).contains("does not enrol this runner").contains("was revoked");
    }

    @Test
    void aRevokedEnrolmentIsOneSentence() throws Exception {
        Response key = enrolmentKey();
        settings().delete("/api/settings/apikeys/" + key.path("key.id")).then().statusCode(204);

        Process agent = agent("unwanted", key.path("plaintext"), Map.of());

        ended(agent, REFUSED);
        assertThat(lastLine("unwanted"))
                .contains("does not accept this runner's enrolment key: it was revoked, has expired or is another")
                .contains("PADDOCK_ENROLMENT_KEY");
        Cluster.admin().get("/api/runners/unwanted").then().statusCode(404);
    }
}
