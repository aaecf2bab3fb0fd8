package dev.paddock.controlplane.health;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.Server;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResourceManager;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// The server says that it serves, whatever else does not.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class HealthTest {

    private final DataSource pool;

    HealthTest(DataSource pool) {
        this.pool = pool;
    }

    private static ValidatableResponse health() {
        return given().get("/api/healthz").then().statusCode(200);
    }

    private static void eventually(String status, String db, String kafka) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> health().body("status", equalTo(status))
                        .body("db", equalTo(db))
                        .body("kafka", equalTo(kafka)));
    }

    @Test
    void withoutKafkaItIsDegraded() {
        RealServices.broker().stop();
        try {
            eventually("degraded", "up", "down");
        } finally {
            RealServices.broker().start();
        }
        eventually("ok", "up", "up");
    }

    @Test
    void withALedgerThatDoesNotAnswerItIsDegraded() throws Exception {
        List<Connection> all = new ArrayList<>();
        try {
            takeAll(all);
            eventually("degraded", "down", "up");
            itAnswersByItself();
        } finally {
            for (Connection connection : all) {
                connection.close();
            }
        }
        assertThat(all).isNotEmpty();
        eventually("ok", "up", "up");
    }

    /// A proxy that sends it calls as long as it has started gets an answer for each of them.
    private static void itAnswersByItself() {
        String management = TestHTTPResourceManager.getManagementUri();
        given().get(management + "/health/ready").then().statusCode(503);
        given().get(management + "/health/started").then().statusCode(200);
        given().get(management + "/health/live").then().statusCode(200);
        Server.admin()
                .get("/v1/runs/run_00000000000000000000000000")
                .then()
                .statusCode(503)
                .header("Retry-After", notNullValue());
    }

    /// Until the pool has none to give.
    private void takeAll(List<Connection> taken) {
        boolean more = true;
        while (more) {
            try {
                taken.add(pool.getConnection());
            } catch (SQLException e) {
                more = false;
            }
        }
    }
}
