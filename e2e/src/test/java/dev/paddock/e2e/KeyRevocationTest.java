package dev.paddock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Keys are remembered by each replica for itself, and forgotten by all.
class KeyRevocationTest {

    @Test
    void aRevokedKeyIsRefusedByEveryReplicaWithinASecond(@TempDir Path folder) throws Exception {
        try (Cluster cluster = new Cluster(folder.toRealPath(), Map.of())) {
            cluster.startControlPlane();
            List<Integer> ports = List.of(RestAssured.port, cluster.startReplica());
            ports.forEach(port -> assertThat(status(port)).isEqualTo(200));
            List<CompletableFuture<Long>> lastServed =
                    ports.stream().map(KeyRevocationTest::lastServed).toList();

            revoke("initial administrator");
            long revoked = System.nanoTime();

            Stream<Duration> longer = lastServed.stream().map(last -> Duration.ofNanos(last.join() - revoked));
            assertThat(longer).allSatisfy(one -> assertThat(one).isLessThan(Duration.ofSeconds(1)));
        }
    }

    /// At the first replica, as an administrator.
    private static void revoke(String name) {
        Response login = RestAssured.given()
                .contentType(ContentType.JSON)
                .body(Map.of("user", "admin", "password", Cluster.ADMIN_PASSWORD))
                .post("/auth/login");
        RequestSpecification session =
                RestAssured.given().cookies(login.cookies()).header("X-CSRF-Token", login.cookie("paddock_csrf"));
        List<Map<String, String>> keys =
                RestAssured.given(session).get("/api/settings/apikeys").path("keys");
        String id = keys.stream()
                .filter(key -> name.equals(key.get("name")))
                .findFirst()
                .orElseThrow()
                .get("id");
        RestAssured.given(session).delete("/api/settings/apikeys/" + id).then().statusCode(204);
    }

    /// When the last call that is served at a replica begins; calls come without a pause, so the key stays remembered.
    private static CompletableFuture<Long> lastServed(int port) {
        return CompletableFuture.supplyAsync(
                () -> {
                    long[] last = {System.nanoTime()};
                    Awaitility.await()
                            .atMost(Cluster.PATIENCE)
                            .pollInterval(Duration.ofMillis(5))
                            .until(() -> {
                                long begun = System.nanoTime();
                                boolean refused = status(port) == 401;
                                last[0] = refused ? last[0] : begun;
                                return refused;
                            });
                    return last[0];
                },
                Thread::startVirtualThread);
    }

    private static int status(int port) {
        return Cluster.admin().port(port).get("/v1/agents").statusCode();
    }
}
