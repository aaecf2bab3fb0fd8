package dev.paddock.controlplane.login;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.SignedIn;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(RealServices.class)
class LoginTest {

    @Test
    void aWrongPasswordOrUserIsRefusedAlike() {
        String wrongPassword = refused("admin", "wrong password");
        String wrongUser = refused("root", RealServices.ADMIN_PASSWORD);

        assertThat(wrongUser).isEqualTo(wrongPassword);
        refused("ADMIN", RealServices.ADMIN_PASSWORD);
        refused("admin", RealServices.ADMIN_PASSWORD + " ");
    }

    private static String refused(String user, String password) {
        return SignedIn.login(user, password)
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", "Bearer")
                .header("Set-Cookie", (String) null)
                .body("code", equalTo("unauthenticated"))
                .extract()
                .path("detail");
    }

    @Test
    void whatIsNoLoginIsRefused() {
        for (Map.Entry<String, String> bad : Map.of(
                        "{}",
                        "user",
                        "{\"user\": \"admin\"}",
                        "password",
                        "{\"user\": \"\", \"password\": \"x\"}",
                        "user",
                        "{\"user\": \"admin\", \"password\": null}",
                        "password",
                        "{\"user\": \"admin\", \"password\": {\"a\": 1}}",
                        "password",
                        "{\"user\": \"admin\", \"password\": \"" + "x".repeat(1025) + "\"}",
                        "password",
                        "{\"user\": \"" + "x".repeat(1 << 19) + "\", \"password\": \"x\"}",
                        "user")
                .entrySet()) {
            given().contentType(ContentType.JSON)
                    .body(bad.getKey())
                    .post("/auth/login")
                    .then()
                    .statusCode(400)
                    .body("errors[0].field", equalTo(bad.getValue()));
        }
        for (String body :
                new String[] {"", "[]", "{\"user\": \"a\", \"user\": \"admin\", \"password\": \"x\"}", "{"}) {
            given().contentType(ContentType.JSON)
                    .body(body)
                    .post("/auth/login")
                    .then()
                    .statusCode(400);
        }
    }

    @Test
    void aFormOfAnotherSiteIsNotTaken() {
        given().contentType(ContentType.URLENC)
                .formParam("user", "admin")
                .formParam("password", RealServices.ADMIN_PASSWORD)
                .post("/auth/login")
                .then()
                .statusCode(415);
        given().contentType(ContentType.TEXT)
                .body("{\"user\": \"admin\", \"password\": \"" + RealServices.ADMIN_PASSWORD + "\"}")
                .post("/auth/login")
                .then()
                .statusCode(415);
    }

    @Test
    void membersNobodyKnowsAndNulAreLeftOut() {
        given().contentType(ContentType.JSON)
                .body("{\"user\": \"ad\\u0000min\", \"password\": \"%s\", \"remember\": true}"
                        .formatted(RealServices.ADMIN_PASSWORD))
                .post("/auth/login")
                .then()
                .statusCode(204);
        given().get("/auth/login").then().statusCode(405).body("code", equalTo("method_not_allowed"));
    }

    @Test
    void whoGuessesTooOftenIsNotHeardAndOthersAre() throws Exception {
        HttpResponse<String> last = from("127.0.0.2", "guess");
        for (int i = 1; i < 10; i++) {
            assertThat(last.statusCode()).isEqualTo(401);
            last = from("127.0.0.2", "guess " + i);
        }
        assertThat(last.statusCode()).isEqualTo(401);

        HttpResponse<String> refused = from("127.0.0.2", RealServices.ADMIN_PASSWORD);

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body()).contains("too_many_refusals");
        assertThat(refused.headers().firstValueAsLong("Retry-After").orElseThrow())
                .isBetween(1L, 60L);
        assertThat(from("127.0.0.3", RealServices.ADMIN_PASSWORD).statusCode()).isEqualTo(204);
    }

    @Test
    void whoGuessesOftenAtOnceIsHeardNoOftener() throws Exception {
        try (HttpClient client = HttpClient.newBuilder()
                .localAddress(InetAddress.ofLiteral("127.0.0.4"))
                .build()) {
            List<CompletableFuture<Integer>> guesses = IntStream.range(0, 40)
                    .mapToObj(i -> client.sendAsync(login("guess " + i), HttpResponse.BodyHandlers.discarding())
                            .thenApply(HttpResponse::statusCode))
                    .toList();

            List<Integer> answers =
                    guesses.stream().map(CompletableFuture::join).toList();
            assertThat(answers).hasSize(40).containsOnly(401, 429);
            assertThat(Collections.frequency(answers, 401)).isEqualTo(10);
        }
    }

    private static HttpResponse<String> from(String address, String password) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newBuilder()
                .localAddress(InetAddress.ofLiteral(address))
                .build()) {
            return client.send(login(password), HttpResponse.BodyHandlers.ofString());
        }
    }

    private static HttpRequest login(String password) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + RestAssured.port + "/auth/login"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"user\": \"admin\", \"password\": \"" + password + "\"}"))
                .build();
    }
}
