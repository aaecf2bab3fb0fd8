package dev.paddock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A session is one at all replicas, from its beginning to its end.
class SessionsTest {

    private static final String COOKIE = "paddock_session";
    private static final String CSRF = "paddock_csrf";

    // Replicas are one server to their callers; a session is the server's.
    private static final Map<String, String> ONE_SERVER = Map.of("PADDOCK_PUBLIC_URL", "http://paddock.example.com");

    @Test
    void whoLeavesIsGoneAtEveryReplicaWithinASecond(@TempDir Path folder) throws Exception {
        try (Cluster cluster = new Cluster(folder.toRealPath(), ONE_SERVER)) {
            cluster.startControlPlane();
            int here = RestAssured.port;
            int there = cluster.startReplica();
            Response login = RestAssured.given()
                    .contentType(ContentType.JSON)
                    .body(Map.of("user", "admin", "password", Cluster.ADMIN_PASSWORD))
                    .post("/auth/login");
            login.then().statusCode(204);
            me(login, there, 200);

            as(login)
                    .port(here)
                    .header("X-CSRF-Token", login.cookie(CSRF))
                    .post("/auth/logout")
                    .then()
                    .statusCode(204);
            long left = System.nanoTime();

            me(login, here, 401);
            assertThat(Duration.ofNanos(lastServed(login, there, left) - left)).isLessThan(Duration.ofSeconds(1));
        }
    }

    /// When the last call that is served begins, how long a call takes is the business of the machine; or `before`.
    private static long lastServed(Response login, int port, long before) {
        long[] last = {before};
        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .atMost(Cluster.PATIENCE)
                .until(() -> {
                    long begun = System.nanoTime();
                    boolean refused = as(login).port(port).get("/auth/me").statusCode() == 401;
                    last[0] = refused ? last[0] : begun;
                    return refused;
                });
        return last[0];
    }

    private static RequestSpecification as(Response login) {
        return RestAssured.given().cookie(COOKIE, login.cookie(COOKIE));
    }

    private static void me(Response login, int port, int status) {
        as(login).port(port).get("/auth/me").then().statusCode(status);
    }

    @Test
    void aServerWithoutItsSecretsDoesNotStart(@TempDir Path folder) throws Exception {
        assertThat(refusal(folder.resolve("secret"), Map.of("PADDOCK_SECRET_KEY_FILE", "")))
                .contains("The server has no secret; set PADDOCK_SECRET_KEY_FILE to a file")
                .doesNotContain("\tat ");
        assertThat(refusal(
                        folder.resolve("short"), Map.of("PADDOCK_SECRET_KEY_FILE", "", "PADDOCK_SECRET_KEY", "short")))
                .contains("The secret in PADDOCK_SECRET_KEY is shorter than 32 bytes")
                .doesNotContain("\tat ");
        assertThat(refusal(folder.resolve("password"), Map.of("PADDOCK_ADMIN_PASSWORD_FILE", "")))
                .contains("The administrator has no password; set PADDOCK_ADMIN_PASSWORD_FILE to a file")
                .doesNotContain("\tat ");
    }

    /// What a server says that does not start.
    private static String refusal(Path folder, Map<String, String> settings) throws Exception {
        try (Cluster cluster = new Cluster(Files.createDirectory(folder).toRealPath(), settings)) {
            Process process = cluster.launchControlPlane();
            assertThat(process.waitFor(Cluster.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            assertThat(process.exitValue()).isNotZero();
            return cluster.controlPlaneLog();
        }
    }
}
