package dev.paddock.controlplane;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/// `/api/settings/apikeys`.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class KeySettingsTest {

    private static final String KEYS = "/api/settings/apikeys";

    private final Jdbi ledger;

    KeySettingsTest(Jdbi ledger) {
        this.ledger = ledger;
    }

    @Test
    void aNewKeyIsShownOnceAndOnlyItsHashIsKept() {
        Response made = Settings.create(Map.of("name", " CI ", "role", "developer"));
        String text = made.path("plaintext");
        String id = made.path("key.id");

        assertThat(text).matches("dk_live_[0-9a-f]{40}");
        made.then()
                .header("Cache-Control", "no-store")
                .body("key.name", equalTo("CI"))
                .body("key.role", equalTo("developer"))
                .body("key.prefix", equalTo(text.substring(0, 16)))
                .body("key.active", equalTo(true))
                .body("key.createdBy", equalTo("user:admin"))
                .body("key.expiresAt", nullValue())
                .body("key.lastUsedAt", nullValue())
                .body("key.revokedAt", nullValue())
                .body("key.scope", nullValue());
        assertThat(Settings.admin().get(KEYS + "?limit=100").asString())
                .contains(id)
                .doesNotContain(text)
                .doesNotContain("hash");
        String row = ledger.withHandle(
                handle -> handle.createQuery("select row_to_json(k)::text from api_key k where id = :id")
                        .bind("id", id)
                        .mapTo(String.class)
                        .one());
        assertThat(row).doesNotContain(text).doesNotContain(text.substring(16));
        Settings.key(text).get("/v1/agents").then().statusCode(200);
    }

    @Test
    void aRevokedKeyIsRefusedWithinASecondAndItsRecordStays() {
        Response made = Settings.create(Map.of("name", "ends", "role", "viewer"));
        String text = made.path("plaintext");
        String id = made.path("key.id");
        Settings.key(text).get("/v1/agents").then().statusCode(200);

        Settings.admin().delete(KEYS + "/" + id).then().statusCode(204);
        Duration served =
                Settings.served(System.nanoTime(), () -> Settings.key(text).get("/v1/agents"));

        assertThat(served).isLessThan(Duration.ofSeconds(1));
        Settings.admin().delete(KEYS + "/" + id + "?action=revoke").then().statusCode(204);
        Map<String, Object> record = record(id);
        assertThat(record).containsEntry("active", false);
        assertThat(record.get("revokedAt")).isNotNull();
    }

    private static Map<String, Object> record(String id) {
        List<Map<String, Object>> keys =
                Settings.admin().get(KEYS + "?limit=100").path("keys");
        return keys.stream().filter(key -> id.equals(key.get("id"))).findFirst().orElseThrow();
    }

    @Test
    void aDeletedKeyLeavesNoRecord() {
        Response made = Settings.create(Map.of("name", "goes", "role", "runner"));
        String text = made.path("plaintext");
        String id = made.path("key.id");
        given().header("x-api-key", text)
                .header("x-runner-id", "of-a-deleted-key")
                .post("/api/runners/register")
                .then()
                .statusCode(200);

        Settings.admin().delete(KEYS + "/" + id + "?action=delete").then().statusCode(204);

        Settings.admin().delete(KEYS + "/" + id).then().statusCode(404).body("code", equalTo("not_found"));
        assertThat(Settings.admin().get(KEYS + "?limit=100").asString()).doesNotContain(id);
        Settings.served(System.nanoTime(), () -> Settings.key(text).get("/api/runners"));
    }

    @Test
    void anExpiredKeyIsRefused() {
        Instant expires = Instant.now().plusSeconds(3600);
        Response made = Settings.create(Map.of("name", "short", "role", "viewer", "expiresAt", expires.toString()));
        String text = made.path("plaintext");
        String id = made.path("key.id");
        Settings.key(text).get("/v1/agents").then().statusCode(200);
        ledger.useHandle(handle -> handle.execute("update api_key set expires_at = now() where id = ?", id));

        Settings.served(System.nanoTime(), () -> Settings.key(text).get("/v1/agents"));

        assertThat(record(id)).containsEntry("active", false);
    }

    @Test
    void whatIsWrongWithANewKeyIsNamed() {
        refused(Map.of(), "name", "role");
        refused(Map.of("name", " ", "role", "viewer"), "name");
        refused(Map.of("name", "x".repeat(101), "role", "viewer"), "name");
        refused(Map.of("name", "two\nlines", "role", "viewer"), "name");
        refused(Map.of("name", "k", "role", "owner"), "role");
        refused(Map.of("name", "k", "role", "Admin"), "role");
        refused(Map.of("name", "k", "role", "viewer", "expiresAt", "2020-01-01T00:00:00Z"), "expiresAt");
        refused(Map.of("name", "k", "role", "viewer", "expiresAt", "soon"), "expiresAt");
        refused(Map.of("name", "k", "role", "viewer", "scope", Map.of()), "scope");
        refused(Map.of("name", "k", "role", "viewer", "scope", Map.of("projects", List.of("../x"))), "scope.projects");
        refused(
                Map.of("name", "k", "role", "viewer", "scope", Map.of("repositories", List.of("no/such"))),
                "scope.repositories");
        refused(
                Map.of("name", "k", "role", "viewer", "scope", Map.of("repositories", Arrays.asList("a", null))),
                "scope.repositories");
        refused(Map.of("name", "k", "role", "runner", "scope", Map.of("projects", List.of("shop"))), "scope");
        refused(Map.of("name", "k", "role", "enrolment", "scope", Map.of("projects", List.of("shop"))), "scope");
        refused(Map.of("name", "k", "role", "runner", "enrolment", Map.of()), "enrolment");
        refused(Map.of("name", "k", "role", "enrolment", "enrolment", Map.of("maxUses", 0)), "enrolment.maxUses");
        refused(
                Map.of("name", "k", "role", "enrolment", "enrolment", Map.of("maxUses", 1_000_001)),
                "enrolment.maxUses");
        refused(
                Map.of("name", "k", "role", "enrolment", "enrolment", Map.of("tags", List.of("a b"))),
                "enrolment.tags");
        for (String body : List.of("", "null", "[]", "{", "{\"name\":1e999}")) {
            Settings.admin().body(body).post(KEYS).then().statusCode(400);
        }
    }

    private static void refused(Map<String, ?> body, String... fields) {
        List<String> named = Settings.admin()
                .body(body)
                .post(KEYS)
                .then()
                .statusCode(400)
                .body("code", equalTo("invalid_value"))
                .extract()
                .path("errors.field");
        assertThat(named).containsExactly(fields);
    }

    @Test
    void onlyTwoActionsAreKnownAndOneIsTaken() {
        String id = Settings.create(Map.of("name", "stays", "role", "viewer")).path("key.id");
        for (String query : List.of("?action=remove", "?action=", "?action=revoke&action=delete")) {
            Settings.admin()
                    .delete(KEYS + "/" + id + query)
                    .then()
                    .statusCode(400)
                    .body("errors[0].field", equalTo("action"));
        }
        assertThat(record(id)).containsEntry("active", true);
        Settings.admin().delete(KEYS + "/key_none").then().statusCode(404);
    }

    @Test
    void keysAreListedInParts() {
        String older =
                Settings.create(Map.of("name", "older", "role", "viewer")).path("key.id");
        String newer =
                Settings.create(Map.of("name", "newer", "role", "viewer")).path("key.id");
        int total = Settings.admin().get(KEYS).then().statusCode(200).extract().path("total");

        List<String> all = Settings.admin().get(KEYS + "?limit=100").path("keys.id");
        assertThat(all.indexOf(newer)).isLessThan(all.indexOf(older));
        Settings.admin()
                .get(KEYS + "?limit=1&offset=1")
                .then()
                .body("keys.size()", equalTo(1))
                .body("limit", equalTo(1))
                .body("offset", equalTo(1));
        Settings.admin()
                .get(KEYS + "?offset=" + (total + 100))
                .then()
                .statusCode(200)
                .body("keys.size()", equalTo(0))
                .body("limit", equalTo(50));
        for (String query : List.of(
                "limit=0", "limit=101", "limit=x", "limit=", "limit=1&limit=2", "offset=-1", "offset=99999999999")) {
            Settings.admin()
                    .get(KEYS + "?" + query)
                    .then()
                    .statusCode(400)
                    .body("errors[0].field", startsWith(query.substring(0, 5)));
        }
    }

    @Test
    void settingsTakeASessionThatMayManage() {
        for (String role : List.of("admin", "developer", "viewer", "runner", "enrolment")) {
            Settings.key(Keys.of(ledger, role))
                    .get(KEYS)
                    .then()
                    .statusCode(403)
                    .body("code", equalTo("session_required"));
            // What is wrong with the call itself is not even looked at.
            Settings.key(Keys.of(ledger, role))
                    .delete(KEYS + "/none?action=none")
                    .then()
                    .statusCode(403);
        }
        for (String role : List.of("developer", "viewer")) {
            Settings.session(role).get(KEYS).then().statusCode(403).body("code", equalTo("forbidden"));
        }
        given().get(KEYS).then().statusCode(401).header("WWW-Authenticate", "Bearer");
        Settings.key(Keys.revoked(ledger, "admin")).get(KEYS).then().statusCode(401);
    }

    @Test
    void aRunnerIdIsFreeOnceItsKeyHasEnded() {
        taken("update api_key set revoked_at = now() where id = :id");
        taken("update api_key set expires_at = now() where id = :id");
        taken("delete from api_key where id = :id");
    }

    private void taken(String end) {
        Response first = Settings.create(Map.of("name", "first", "role", "runner"));
        String second = Settings.text(Map.of("name", "second", "role", "runner"));
        String keyId = first.path("key.id");
        String runner = "runner-of-" + keyId;
        assertThat(register(first.path("plaintext"), runner)).isEqualTo(200);
        assertThat(register(second, runner)).isEqualTo(403);

        ledger.useHandle(handle -> handle.createUpdate(end).bind("id", keyId).execute());

        assertThat(register(second, runner)).isEqualTo(200);
        Settings.key(second).get("/api/runners/" + runner).then().statusCode(200);
    }

    private static int register(String key, String runner) {
        return given().header("x-api-key", key)
                .header("x-runner-id", runner)
                .post("/api/runners/register")
                .statusCode();
    }
}
