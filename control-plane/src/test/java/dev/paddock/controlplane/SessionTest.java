package dev.paddock.controlplane;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.paddock.controlplane.access.Role;
import dev.paddock.controlplane.session.Sessions;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.Cookie;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/// What a browser may do with a session, and what another site may not make it do.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class SessionTest {

    private final Jdbi ledger;
    private final Sessions sessions;

    SessionTest(Jdbi ledger, Sessions sessions) {
        this.ledger = ledger;
        this.sessions = sessions;
    }

    @Test
    void theBuiltInAdministratorSignsInAndIsKnown() {
        Response response = SignedIn.login("admin", RealServices.ADMIN_PASSWORD);

        response.then().statusCode(204);
        assertThat(response.body().asString()).isEmpty();
        Cookie session = response.detailedCookie(SignedIn.SESSION);
        assertThat(session.isHttpOnly()).isTrue();
        assertThat(session.getSameSite()).isEqualTo("Lax");
        assertThat(session.getPath()).isEqualTo("/");
        assertThat(session.getMaxAge()).isEqualTo(12 * 60 * 60);
        assertThat(session.isSecured()).isFalse();
        Cookie csrf = response.detailedCookie(SignedIn.CSRF);
        assertThat(csrf.isHttpOnly()).isFalse();
        assertThat(csrf.getValue()).hasSizeGreaterThan(20);
        given().cookie(SignedIn.SESSION, session.getValue())
                .get("/auth/me")
                .then()
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .body("name", equalTo("admin"))
                .body("email", nullValue())
                .body("avatarUrl", nullValue())
                .body("provider", equalTo("builtin"))
                .body("role", equalTo("admin"))
                .body("size()", equalTo(5));
    }

    @Test
    void whatChangesSomethingNeedsTheSessionsToken() {
        SignedIn admin = SignedIn.admin();
        SignedIn other = SignedIn.admin();
        String url = "https://example.com/csrf/" + UUID.randomUUID();
        Map<String, String> body = Map.of("clone_url", url);

        for (String token : List.of("", "nonsense", other.csrf(), admin.csrf() + "x")) {
            admin.bare()
                    .header("X-CSRF-Token", token)
                    .body(body)
                    .post("/v1/repositories")
                    .then()
                    .statusCode(403)
                    .contentType("application/problem+json")
                    .body("code", equalTo("csrf"))
                    .body("error", containsString("X-CSRF-Token"));
        }
        admin.bare().body(body).post("/v1/repositories").then().statusCode(403).body("code", equalTo("csrf"));
        admin.bare().post("/auth/logout").then().statusCode(403).body("code", equalTo("csrf"));
        admin.bare().get("/v1/repositories").then().statusCode(200);
        assertThat(Settings.repositories("clone_url")).doesNotContain(url);

        admin.call().body(body).post("/v1/repositories").then().statusCode(201);
    }

    @Test
    void aSessionMayWhatItsRoleMay() {
        SignedIn viewer = SignedIn.as(sessions, "view@example.com", Role.VIEWER);
        SignedIn developer = SignedIn.as(sessions, "dev@example.com", Role.DEVELOPER);
        Map<String, Object> run = Map.of(
                "repository",
                "https://example.com/owner/repo",
                "commit",
                Server.COMMIT,
                "tags",
                List.of(Server.lane()));

        viewer.bare().get("/v1/agents").then().statusCode(200);
        viewer.call().body(run).post("/v1/runs").then().statusCode(403).body("code", equalTo("forbidden"));
        String id = developer
                .call()
                .body(run)
                .post("/v1/runs")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
        assertThat(requestedBy(id)).isEqualTo("user:dev@example.com");
        developer
                .call()
                .body(Map.of("clone_url", "https://example.com/a/" + UUID.randomUUID()))
                .post("/v1/repositories")
                .then()
                .statusCode(403);
        viewer.bare()
                .get("/auth/me")
                .then()
                .body("email", equalTo("view@example.com"))
                .body("role", equalTo("viewer"));
    }

    private String requestedBy(String run) {
        return ledger.withHandle(handle -> handle.createQuery("select requested_by from run where id = :id")
                .bind("id", run)
                .mapTo(String.class)
                .one());
    }

    @Test
    void settingsAreForAdministratorsSessionsAndForNoKey() {
        String path = "/api/settings/users";
        SignedIn.admin().bare().get(path).then().statusCode(200);
        SignedIn.as(sessions, "view@example.com", Role.VIEWER)
                .bare()
                .get(path)
                .then()
                .statusCode(403)
                .body("code", equalTo("forbidden"));
        Server.admin().get(path).then().statusCode(403).body("code", equalTo("session_required"));
        Server.admin()
                .body(Map.of("role", "admin"))
                .patch(path + "/a@example.com/role")
                .then()
                .statusCode(403)
                .body("code", equalTo("session_required"));
        given().get(path).then().statusCode(401).header("WWW-Authenticate", "Bearer");
    }

    @Test
    void aSessionIsNoRunner() {
        SignedIn admin = SignedIn.admin();
        String id = "runner-" + UUID.randomUUID();
        String task = UUID.randomUUID().toString();

        admin.call()
                .header("x-runner-id", id)
                .post("/api/runners/register")
                .then()
                .statusCode(403);
        admin.bare().get("/api/runners/tasks/pending?runnerId=" + id).then().statusCode(403);
        admin.bare().get("/api/runners/" + id + "/commands").then().statusCode(403);
        for (String call : List.of("status", "logs", "result", "return")) {
            admin.call()
                    .body("{}")
                    .post("/api/runners/tasks/" + task + "/" + call)
                    .then()
                    .statusCode(403)
                    .body("code", equalTo("forbidden"));
        }
        admin.bare().get("/api/runners").then().statusCode(200);
    }

    @Test
    void noSessionCountsWhereOnlyKeysDo() {
        SignedIn admin = SignedIn.admin();
        for (String path :
                List.of("/api/v1/keys-only", "/api/./v1/keys-only", "/api/%761/keys-only", "/api;x=1/v1;y/keys-only")) {
            admin.bare().urlEncodingEnabled(false).get(path).then().statusCode(not(200));
        }
        admin.bare().get("/api/v1/keys-only").then().statusCode(401);
        Server.admin().get("/api/v1/keys-only").then().statusCode(200);
    }

    @Test
    void aKeyBesideTheCookieIsWhatCounts() {
        SignedIn viewer = SignedIn.as(sessions, "view@example.com", Role.VIEWER);
        viewer.bare()
                .header("x-api-key", RealServices.ADMIN_KEY)
                .body(Map.of("clone_url", "https://example.com/b/" + UUID.randomUUID()))
                .post("/v1/repositories")
                .then()
                .statusCode(201);
        viewer.bare().header("x-api-key", "nonsense").get("/v1/agents").then().statusCode(401);
    }

    @Test
    void aKeyIsNobodyWhoIsSignedIn() {
        Server.admin().get("/auth/me").then().statusCode(401).body("code", equalTo("unauthenticated"));
        Server.admin().post("/auth/logout").then().statusCode(401);
        Server.admin().get("/auth/logout").then().statusCode(405).body("code", equalTo("method_not_allowed"));
        given().get("/auth/me").then().statusCode(401).header("WWW-Authenticate", "Bearer");
    }

    @Test
    void aSessionThatWasLeftIsGone() {
        SignedIn admin = SignedIn.admin();
        SignedIn other = SignedIn.admin();
        admin.bare().get("/auth/me").then().statusCode(200);

        Response left = admin.call().post("/auth/logout");

        left.then().statusCode(204);
        assertThat(left.detailedCookie(SignedIn.SESSION).getMaxAge()).isZero();
        assertThat(left.detailedCookie(SignedIn.CSRF).getMaxAge()).isZero();
        admin.bare().get("/auth/me").then().statusCode(401);
        admin.call().post("/auth/logout").then().statusCode(401);
        other.bare().get("/auth/me").then().statusCode(200);
    }

    @Test
    void aSessionEndsByItself() {
        SignedIn user = SignedIn.as(sessions, "late-" + UUID.randomUUID() + "@example.com", Role.VIEWER);
        ledger.useHandle(handle -> handle.execute("update session set expires_at = now() where email like 'late-%'"));

        user.bare().get("/v1/agents").then().statusCode(401);
    }
}
