package dev.paddock.controlplane;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.paddock.controlplane.access.Role;
import dev.paddock.controlplane.session.Sessions;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/// Whoever guesses keys is slowed down, and nobody else is.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
@TestProfile(Operated.class)
class RefusalTest {

    private static final String AGENTS = "/v1/agents";

    private final Jdbi ledger;

    private final Sessions sessions;

    RefusalTest(Jdbi ledger, Sessions sessions) {
        this.ledger = ledger;
        this.sessions = sessions;
    }

    private static Response from(String address, String key) {
        return given().header("X-Forwarded-For", address)
                .header("x-api-key", key)
                .get(AGENTS);
    }

    private static void answered(int times, int status, Supplier<Response> call) {
        for (int i = 0; i < times; i++) {
            assertThat(call.get().statusCode()).isEqualTo(status);
        }
    }

    @Test
    void theEleventhRefusalOfAnAddressIsTold() {
        answered(10, 401, () -> from("203.0.113.1", Keys.unknown()));

        Response told = from("203.0.113.1", Keys.unknown());

        told.then().statusCode(429).body("code", equalTo("too_many_refusals"));
        assertThat(Integer.parseInt(told.header("Retry-After"))).isBetween(1, 60);
        assertThat(told.header("WWW-Authenticate")).isNull();
        answered(1, 429, () -> from("203.0.113.1", "nonsense-" + UUID.randomUUID()));
        answered(1, 401, () -> from("203.0.113.2", Keys.unknown()));
        given().header("X-Forwarded-For", "203.0.113.1").get(AGENTS).then().statusCode(401);
    }

    @Test
    void enrolmentKeysCannotBeGuessedEither() {
        Supplier<Response> guess = () -> given().header("X-Forwarded-For", "203.0.113.9")
                .header("x-api-key", Keys.unknown())
                .contentType("application/json")
                .body("{\"runnerId\": \"guessed\"}")
                .post("/api/runners/enrol");
        answered(10, 401, guess);

        answered(1, 429, guess);
    }

    @Test
    void aValidKeyIsServedFromTheSameAddress() {
        String valid = Keys.of(ledger, "viewer");
        answered(10, 401, () -> from("203.0.113.3", Keys.unknown()));
        answered(1, 429, () -> from("203.0.113.3", Keys.unknown()));

        answered(30, 200, () -> from("203.0.113.3", valid));
        answered(1, 200, () -> from("203.0.113.3", Keys.of(ledger, "viewer")));
        answered(1, 429, () -> from("203.0.113.3", Keys.unknown()));
    }

    @Test
    void sessionsThatNobodyHasAreCountedAndAValidOneIsServed() {
        String good = SignedIn.as(sessions, "flooded@example.com", Role.VIEWER).session();
        String tampered = good.substring(0, good.lastIndexOf('.') + 1) + "A".repeat(86);
        answered(5, 401, () -> withSession("203.0.113.5", tampered));
        answered(5, 401, () -> withSession("203.0.113.5", "nonsense"));

        Response told = withSession("203.0.113.5", tampered);

        told.then().statusCode(429).body("code", equalTo("too_many_refusals"));
        assertThat(Integer.parseInt(told.header("Retry-After"))).isBetween(1, 60);
        answered(1, 429, () -> from("203.0.113.5", Keys.unknown()));
        answered(15, 200, () -> withSession("203.0.113.5", good));
        answered(1, 200, () -> from("203.0.113.5", Keys.of(ledger, "viewer")));
        answered(1, 401, () -> withSession("203.0.113.6", tampered));
    }

    private static Response withSession(String address, String token) {
        return given().header("X-Forwarded-For", address)
                .cookie(SignedIn.SESSION, token)
                .get(AGENTS);
    }

    @Test
    void theSameBeginningFromManyAddressesIsCountedTogether() {
        String start = Keys.unknown().substring(0, 16);
        int[] host = {0};
        Supplier<Response> guess = () -> from(
                "198.51.100." + ++host[0], start + UUID.randomUUID().toString().replace("-", ""));

        answered(10, 401, guess);
        answered(3, 429, guess);
    }

    @Test
    void whatAClientWritesIntoTheHeaderItselfDoesNotHideIt() {
        int[] host = {0};
        Supplier<Response> hiding = () -> from("192.0.2." + ++host[0] + ", 203.0.113.4", Keys.unknown());

        answered(10, 401, hiding);
        answered(3, 429, hiding);
    }

    @Test
    void whatIsNoClientsNameIsCountedAndNotKept() {
        for (String name : List.of("\0", "client_" + "x".repeat(10_000), "client_01JAF3ZK8Q0000000000000000\0")) {
            int[] host = {0};
            Supplier<Response> guess = () -> given().header("X-Forwarded-For", "100.64.1." + ++host[0])
                    .auth()
                    .preemptive()
                    .basic(name + (name.length() > 1000 ? host[0] : ""), Keys.unknown())
                    .get("/external/integration/cicd/runs/run_x");

            answered(10, 401, guess);
            answered(3, 429, guess);
        }
    }

    @Test
    void wrongSecretsOfAClientAreCountedToo() {
        String run = "/external/integration/cicd/runs/run_x";
        int[] host = {0};
        Supplier<Response> guess = () -> given().header("X-Forwarded-For", "198.51.100.2" + ++host[0])
                .auth()
                .preemptive()
                .basic("client_guessed", Keys.unknown())
                .get(run);

        answered(10, 401, guess);
        answered(3, 429, guess);
    }
}
