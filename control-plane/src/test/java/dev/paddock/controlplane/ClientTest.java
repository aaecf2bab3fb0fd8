package dev.paddock.controlplane;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Client credentials.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class ClientTest {

    private static final String CLIENTS = "/api/settings/clients";
    private static final String GATE = "/external/integration/cicd/runs/";
    private static final String PROBE = "/api/v1/probe";

    private final Jdbi ledger;
    private Settings.Repository own;

    ClientTest(Jdbi ledger) {
        this.ledger = ledger;
    }

    @BeforeEach
    void register() {
        own = Settings.repository();
    }

    @Test
    void aClientReadsTheGateOfItsOwnRepositoryOnly() {
        Response made = Settings.client(own.name());
        String run = submit(own);
        String foreign = submit(Settings.repository());

        basic(made).get(GATE + run).then().statusCode(200).body("run_id", equalTo(run));
        basic(made).get(GATE + foreign).then().statusCode(404).body("code", equalTo("not_found"));
        basic(made).get(GATE + "run_" + "0".repeat(26)).then().statusCode(404);
    }

    private static String submit(Settings.Repository repository) {
        return Server.submit(
                Map.of("repository", repository.id(), "commit", Server.COMMIT, "tags", List.of(Server.lane())));
    }

    private static RequestSpecification basic(Response made) {
        return basic(made.path("client_id"), made.path("client_secret"));
    }

    private static RequestSpecification basic(String id, String secret) {
        return raw(Base64.getEncoder().encodeToString((id + ":" + secret).getBytes(StandardCharsets.UTF_8)));
    }

    private static RequestSpecification raw(String encoded) {
        return given().header("Authorization", "Basic " + encoded);
    }

    @Test
    void clientsCountUnderApiV1AndAtTheGateAndNowhereElse() {
        Response made = Settings.client(own.id());

        basic(made).get(PROBE).then().statusCode(200).body("caller", equalTo(made.path("client_id")));
        for (String path : List.of("/v1/agents", "/v1/repositories", "/v1/runs/run_x", "/api/runners", CLIENTS)) {
            Response refused = basic(made).get(path);
            refused.then().statusCode(401);
            assertThat(refused.headers().getValues("WWW-Authenticate")).containsExactly("Bearer");
        }
        given().header("Authorization", "Bearer " + made.path("client_secret"))
                .get("/v1/agents")
                .then()
                .statusCode(401);
    }

    @Test
    void onlyApiV1AsksForAPassword() {
        for (Response refused :
                List.of(given().get(PROBE), basic("client_x", "y").get(PROBE))) {
            refused.then().statusCode(401).body("code", equalTo("unauthenticated"));
            assertThat(refused.headers().getValues("WWW-Authenticate"))
                    .containsExactly("Basic realm=\"paddock\", charset=\"UTF-8\"", "Bearer");
        }
        assertThat(basic("client_x", "y").get(GATE + "run_x").headers().getValues("WWW-Authenticate"))
                .containsExactly("Bearer");
        Settings.key(Keys.of(ledger, "developer")).get(PROBE).then().statusCode(200);
        Settings.key(Keys.of(ledger, "viewer")).get(PROBE).then().statusCode(403);
    }

    @Test
    void wrongSecretsAreRefused() {
        Response made = Settings.client(own.id());
        Response other = Settings.client(own.id());
        String id = made.path("client_id");

        for (RequestSpecification wrong : List.of(
                basic(id, other.path("client_secret")),
                basic(id, ""),
                basic(id, "x".repeat(10_000)),
                basic("", made.path("client_secret")),
                basic(id.toLowerCase(Locale.ROOT), made.path("client_secret")),
                basic("client_'; drop table client; --", Keys.unknown()),
                raw(Base64.getEncoder().encodeToString(id.getBytes(StandardCharsets.UTF_8))),
                raw("%%%"),
                raw(""))) {
            wrong.get(PROBE).then().statusCode(401);
        }
    }

    @Test
    void aDeletedClientIsRefusedWithinASecond() {
        Response made = Settings.client(own.url());
        String id = made.path("client_id");
        basic(made).get(PROBE).then().statusCode(200);

        Settings.admin().delete(CLIENTS + "/" + id).then().statusCode(204);
        Duration served = Settings.served(System.nanoTime(), () -> basic(made).get(PROBE));

        assertThat(served).isLessThan(Duration.ofSeconds(1));
        Settings.admin().delete(CLIENTS + "/" + id).then().statusCode(404);
    }

    @Test
    void clientsAreListedWithoutTheirSecrets() {
        Response made = Settings.client(own.id());
        String id = made.path("client_id");

        Response listed = Settings.admin().get(CLIENTS + "?limit=100");

        listed.then().statusCode(200).body("offset", equalTo(0));
        List<Map<String, Object>> clients = listed.path("clients");
        assertThat(clients)
                .filteredOn(client -> id.equals(client.get("client_id")))
                .singleElement()
                .satisfies(client -> assertThat(client)
                        .containsEntry("repository", own.id())
                        .containsEntry("repository_name", own.name())
                        .containsEntry("created_by", "user:admin")
                        .containsEntry("last_used_at", null));
        assertThat(listed.asString()).doesNotContain(made.<String>path("client_secret"));
        assertThat(made.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void aClientIsForARepositoryThatThereIs() {
        Settings.admin().body(Map.of()).post(CLIENTS).then().statusCode(400);
        Settings.admin().body(Map.of("repository", " ")).post(CLIENTS).then().statusCode(400);
        Settings.admin()
                .body(Map.of("repository", "no/such"))
                .post(CLIENTS)
                .then()
                .statusCode(422)
                .body("code", equalTo("unknown_repository"));
        Settings.key(RealServices.ADMIN_KEY)
                .body(Map.of("repository", own.id()))
                .post(CLIENTS)
                .then()
                .statusCode(403)
                .body("code", equalTo("session_required"));
    }
}
