package dev.paddock.controlplane;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/// What callers may write into the headers that hold their key.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class CredentialHeadersTest {

    private static final String AGENTS = "/v1/agents";

    private final Jdbi ledger;

    CredentialHeadersTest(Jdbi ledger) {
        this.ledger = ledger;
    }

    @Test
    void theSchemesNameIsReadInAnyCase() {
        String key = Keys.of(ledger, "viewer");
        for (String header : List.of("Bearer " + key, "bearer " + key, "BEARER   " + key)) {
            given().header("Authorization", header).get(AGENTS).then().statusCode(200);
        }
        given().header("X-API-KEY", key).get(AGENTS).then().statusCode(200);
        given().header("Authorization", "Bearer" + key).get(AGENTS).then().statusCode(401);
        given().header("Authorization", key).get(AGENTS).then().statusCode(401);
    }

    @Test
    void whatIsNoKeyIsRefused() {
        String key = Keys.of(ledger, "admin");
        for (String text : List.of(
                "",
                " ",
                "null",
                key.toUpperCase(Locale.ROOT),
                key + "0",
                key.substring(1),
                key + "," + key,
                "\"" + key + "\"",
                key.replace("dk_live_", "dk_test_"),
                "pt_",
                "pt_x_y",
                "eyJhbGciOiJub25lIn0.e30.",
                "'; drop table api_key; --",
                "x".repeat(15_000))) {
            given().header("x-api-key", text).get(AGENTS).then().statusCode(401);
            given().header("Authorization", "Bearer " + text).get(AGENTS).then().statusCode(401);
        }
        given().header("x-api-key", key).get(AGENTS).then().statusCode(200);
    }

    @Test
    void headersLargerThanTheLimitAreNotRead() {
        int status = given().header("x-api-key", "x".repeat(40_000)).get(AGENTS).statusCode();

        assertThat(status).isEqualTo(431);
    }

    @Test
    void twoKeysAreNoneAndTheSameKeyTwiceIsOne() {
        String one = Keys.of(ledger, "admin");
        String other = Keys.of(ledger, "viewer");

        given().header("x-api-key", one)
                .header("Authorization", "Bearer " + one)
                .get(AGENTS)
                .then()
                .statusCode(200);
        for (Response twice : List.of(
                given().header("x-api-key", one)
                        .header("Authorization", "Bearer " + other)
                        .get(AGENTS),
                given().header("x-api-key", one, other).get(AGENTS),
                given().header("Authorization", "Bearer " + one, "Bearer " + other)
                        .get(AGENTS))) {
            twice.then().statusCode(401).header("WWW-Authenticate", "Bearer").body("detail", containsString("several"));
        }
    }

    @Test
    void aRunnersKeyBesideATasksTokenIsWhatCounts() {
        String lane = Server.lane();
        String runner = Server.register(lane, 1);
        Server.submit(lane);
        Response claimed = Server.poll(runner, 1, 20);
        String task = claimed.path("data[0].id");

        Server.runner()
                .header("Authorization", "Bearer " + claimed.path("data[0].token"))
                .body(Map.of("status", "preparing"))
                .post("/api/runners/tasks/" + task + "/status")
                .then()
                .statusCode(200);
        given().header("x-api-key", Keys.unknown())
                .header("Authorization", "Bearer " + claimed.path("data[0].token"))
                .get("/api/runners")
                .then()
                .statusCode(401);
    }

    @Test
    void aTasksTokenIsNoKey() {
        String lane = Server.lane();
        String runner = Server.register(lane, 1);
        Server.submit(lane);
        Response claimed = Server.poll(runner, 1, 20);
        String token = claimed.path("data[0].token");
        String call = "/api/runners/tasks/" + claimed.path("data[0].id") + "/status";
        Supplier<RequestSpecification> report =
                () -> given().contentType(ContentType.JSON).body(Map.of("status", "preparing"));

        report.get()
                .header("x-api-key", token)
                .post(call)
                .then()
                .statusCode(401)
                .body("code", equalTo("unauthenticated"));
        report.get()
                .header("x-api-key", token)
                .header("Authorization", "Bearer " + token)
                .post(call)
                .then()
                .statusCode(401);
        report.get()
                .header("Authorization", "Bearer " + token)
                .post(call)
                .then()
                .statusCode(200);
    }
}
