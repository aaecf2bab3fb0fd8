package dev.paddock.controlplane.key;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.AtTwoReplicas;
import dev.paddock.controlplane.OtherReplica;
import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.Settings;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// How long what has ended goes on to be served. Each is shown at both replicas just before it ends: that is when they
/// remember it for longest.
@QuarkusTest
@AtTwoReplicas
@QuarkusTestResource(RealServices.class)
class RevocationTest {

    private static final int TRIES = 20;
    // Half of what is promised.
    private static final Duration RESERVE = Duration.ofMillis(500);

    private int here;
    private int elsewhere;

    @BeforeEach
    void findBoth() {
        here = RestAssured.port;
        elsewhere = Stream.generate(OtherReplica::port)
                .limit(2)
                .filter(port -> port != here)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aRevokedKeyIsRefusedHereAtOnceAndElsewhereWithinHalfASecond() {
        List<Integer> first = new ArrayList<>();
        List<Duration> served = new ArrayList<>();
        for (int i = 0; i < TRIES; i++) {
            Response key = Settings.create(Map.of("name", "ends", "role", "viewer"));
            String text = key.path("plaintext");
            assertThat(shown(text, here).statusCode()).isEqualTo(200);
            assertThat(shown(text, elsewhere).statusCode()).isEqualTo(200);

            end("apikeys/" + key.path("key.id") + (i % 2 == 0 ? "" : "?action=delete"));
            long ended = System.nanoTime();
            first.add(shown(text, here).statusCode());
            served.add(Settings.served(ended, () -> shown(text, elsewhere)));
        }
        assertThat(first).containsOnly(401);
        assertThat(served).allSatisfy(one -> assertThat(one).isLessThan(RESERVE));
    }

    private static Response shown(String key, int port) {
        return given().port(port).header("x-api-key", key).get("/v1/agents");
    }

    @Test
    void aDeletedClientIsRefusedHereAtOnceAndElsewhereWithinHalfASecond() {
        Response client = Settings.client(Settings.repository().url());
        assertThat(shown(client, here).statusCode()).isEqualTo(200);
        assertThat(shown(client, elsewhere).statusCode()).isEqualTo(200);

        end("clients/" + client.path("client_id"));
        long ended = System.nanoTime();

        assertThat(shown(client, here).statusCode()).isEqualTo(401);
        assertThat(Settings.served(ended, () -> shown(client, elsewhere))).isLessThan(RESERVE);
    }

    private static Response shown(Response client, int port) {
        return given().port(port)
                .auth()
                .preemptive()
                .basic(client.path("client_id"), client.path("client_secret"))
                .get("/api/v1/baselines");
    }

    private static void end(String what) {
        Settings.admin().delete("/api/settings/" + what).then().statusCode(204);
    }
}
