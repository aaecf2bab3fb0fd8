package dev.paddock.controlplane.oidc;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.SignedIn;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/// Signing in through a real Keycloak, as a browser does it.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
@QuarkusTestResource(value = Keycloak.class, restrictToAnnotatedClass = true)
class OidcTest {

    @Test
    void aUserSignsInAndOut() throws Exception {
        try (Browser browser = new Browser()) {
            URI login = browser.leave();
            assertThat(login.getQuery())
                    .contains("response_type=code", "code_challenge_method=S256", "code_challenge=", "nonce=", "state=")
                    .contains("redirect_uri=http://localhost:8080/auth/keycloak/callback");

            HttpResponse<String> back = browser.get(browser.signIn(login, "ada"));

            assertThat(back.statusCode()).isEqualTo(302);
            assertThat(back.headers().firstValue("Location")).contains("http://localhost:8080/");
            SignedIn ada = session(browser);
            ada.bare()
                    .get("/auth/me")
                    .then()
                    .statusCode(200)
                    .body("email", equalTo("ada@example.com"))
                    .body("name", equalTo("Ada Lovelace"))
                    .body("provider", equalTo("keycloak"))
                    .body("role", equalTo("admin"));
            ada.bare()
                    .get("/api/settings/users")
                    .then()
                    .statusCode(200)
                    .body("users.email", hasItem("ada@example.com"));
            assertThat(browser.setByServer())
                    .noneMatch(cookie -> cookie.startsWith("q_session"))
                    .anyMatch(cookie -> cookie.startsWith("paddock_session=") && cookie.contains("HttpOnly"));

            ada.bare()
                    .queryParam("actor", "user:ada@example.com")
                    .queryParam("action", "session.begin")
                    .get("/api/settings/audit")
                    .then()
                    .statusCode(200)
                    .body("entries[0].address", equalTo("127.0.0.1"))
                    .body("entries[0].details.provider", equalTo("keycloak"));

            ada.call().post("/auth/logout").then().statusCode(204);
            ada.bare().get("/auth/me").then().statusCode(401);
        }
    }

    private static SignedIn session(Browser browser) {
        return new SignedIn(
                browser.cookie(SignedIn.SESSION).orElseThrow(),
                browser.cookie(SignedIn.CSRF).orElseThrow());
    }

    @Test
    void anotherStateIsRefused() throws Exception {
        try (Browser browser = new Browser()) {
            URI back = browser.signIn(browser.leave(), "ada");
            refused(browser, URI.create(back.toString().replaceFirst("state=[^&]+", "state=another")));
            refused(browser, URI.create(back.toString().replaceFirst("state=[^&]+&?", "")));
        }
        try (Browser browser = new Browser();
                Browser other = new Browser()) {
            // A page of another site sends its own callback: the browser never began it.
            URI back = other.signIn(other.leave(), "ada");
            refused(browser, back);
            browser.leave();
            refused(browser, back);
        }
    }

    @Test
    void aCodeIsGoodOnceAndOnlyTheProvidersCodeIs() throws Exception {
        try (Browser browser = new Browser()) {
            URI back = browser.signIn(browser.leave(), "ada");
            assertThat(browser.get(back).statusCode()).isEqualTo(302);
            browser.dropCookiesOfServer();
            refused(browser, back);
        }
        try (Browser browser = new Browser()) {
            URI back = browser.signIn(browser.leave(), "ada");
            refused(browser, URI.create(back.toString().replaceFirst("code=[^&]+", "code=guessed")));
        }
    }

    @Test
    void aUserWhoDoesNotConsentIsNotSignedIn() throws Exception {
        try (Browser browser = new Browser()) {
            URI back = browser.deny(browser.leave(), "carol");

            assertThat(back.getQuery()).contains("error=access_denied");
            refused(browser, back);
        }
    }

    private static void refused(Browser browser, URI back) throws Exception {
        HttpResponse<String> response = browser.get(back);
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/problem+json");
        assertThat(response.body()).contains("\"unauthenticated\"").contains("/auth/keycloak");
        assertThat(browser.cookie(SignedIn.SESSION)).isEmpty();
    }

    @Test
    void aUserOfTheDomainHasItsRole() throws Exception {
        SignedIn bob = signIn("bob");

        bob.bare()
                .get("/auth/me")
                .then()
                .body("email", equalTo("bob@example.com"))
                .body("role", equalTo("viewer"));
        bob.bare().get("/v1/agents").then().statusCode(200);
        bob.bare().get("/api/settings/users").then().statusCode(403).body("code", equalTo("forbidden"));
    }

    private static SignedIn signIn(String user) throws Exception {
        try (Browser browser = new Browser()) {
            HttpResponse<String> back = browser.get(browser.signIn(browser.leave(), user));
            assertThat(back.statusCode()).as(back.body()).isEqualTo(302);
            return session(browser);
        }
    }

    @Test
    void aChangedRoleCountsFromTheNextSignIn() throws Exception {
        SignedIn before = signIn("bob");
        SignedIn admin = SignedIn.admin();
        admin.call()
                .body("{\"role\": \"admin\"}")
                .patch("/api/settings/users/BOB@example.com/role")
                .then()
                .statusCode(204);
        try {
            before.bare().get("/auth/me").then().body("role", equalTo("viewer"));
            SignedIn after = signIn("bob");
            after.bare().get("/auth/me").then().body("role", equalTo("admin"));
            after.bare()
                    .get("/api/settings/users")
                    .then()
                    .body("users.find { it.email == 'bob@example.com' }.role", equalTo("admin"))
                    .body("users[0].email", equalTo("bob@example.com"));
        } finally {
            admin.call()
                    .delete("/api/settings/users/bob@example.com/role")
                    .then()
                    .statusCode(204);
        }
        signIn("bob").bare().get("/auth/me").then().body("role", equalTo("viewer"));
    }

    @Test
    void whoHasNoRoleOrNoVerifiedAddressIsNotLetIn() throws Exception {
        for (String user : new String[] {"eve", "mallory"}) {
            try (Browser browser = new Browser()) {
                HttpResponse<String> back = browser.get(browser.signIn(browser.leave(), user));

                assertThat(back.statusCode()).as(user).isEqualTo(403);
                assertThat(back.body()).contains("\"forbidden\"");
                assertThat(browser.cookie(SignedIn.SESSION)).isEmpty();
            }
        }
        SignedIn.admin()
                .bare()
                .get("/api/settings/users")
                .then()
                .body("users.email", not(hasItem("eve@elsewhere.example")))
                .body("users.email", not(hasItem("root@example.com")));
    }

    @Test
    void providersNobodyConfiguredAreNotFound() {
        for (String path :
                new String[] {"/auth/google", "/auth/google/callback", "/auth/oidc", "/auth/x%00y", "/auth/%2e%2e"}) {
            given().redirects()
                    .follow(false)
                    .urlEncodingEnabled(false)
                    .get(path)
                    .then()
                    .statusCode(404)
                    .body("code", equalTo("not_found"));
        }
    }

    @Test
    void aProviderThatIsAwayIsToldOf() {
        given().redirects()
                .follow(false)
                .get("/auth/away")
                .then()
                .statusCode(503)
                .header("Retry-After", "2")
                .body("code", equalTo("unavailable"))
                .body("detail", containsString("provider"));
    }

    @Test
    void cookiesOfAnotherKindOfSessionAreNobodys() {
        given().cookie("q_session", "x")
                .cookie("q_session_keycloak", "y")
                .cookie("q_auth_keycloak_z", "w")
                .get("/v1/agents")
                .then()
                .statusCode(401);
        given().cookie("q_session_keycloak", "y")
                .redirects()
                .follow(false)
                .get("/auth/keycloak")
                .then()
                .statusCode(302);
    }
}
