package dev.paddock.controlplane.user;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.SignedIn;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What an administrator sees of users and makes of them.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class UsersTest {

    private static final String PATH = "/api/settings/users";

    private final Jdbi ledger;
    private final UserStore store;
    private final String ada = "ada-" + UUID.randomUUID() + "@example.com";
    private final String bob = "bob-" + UUID.randomUUID() + "@example.com";
    private SignedIn admin = new SignedIn("", "");

    UsersTest(Jdbi ledger, UserStore store) {
        this.ledger = ledger;
        this.store = store;
    }

    @BeforeEach
    void twoUsers() {
        ledger.useHandle(handle -> handle.execute("delete from signed_in_user"));
        store.signedIn(ada, "Ada", "https://example.com/ada.png", "google");
        ledger.useHandle(handle -> handle.execute("""
                update signed_in_user set first_login_at = '2026-01-02T03:04:05Z', last_login_at = '2026-01-02T03:04:05Z'
                """));
        store.signedIn(bob, "Bob", null, "google");
        admin = SignedIn.admin();
    }

    @Test
    void whoeverSignedInLastComesFirst() {
        admin.bare()
                .get(PATH)
                .then()
                .statusCode(200)
                .body("users.email", contains(bob, ada))
                .body("total", equalTo(2))
                .body("limit", equalTo(20))
                .body("offset", equalTo(0))
                .body("users[1].name", equalTo("Ada"))
                .body("users[1].avatarUrl", equalTo("https://example.com/ada.png"))
                .body("users[1].provider", equalTo("google"))
                .body("users[1].role", nullValue())
                .body("users[1].firstLoginAt", equalTo("2026-01-02T03:04:05Z"))
                .body("users[1].lastLoginAt", equalTo("2026-01-02T03:04:05Z"))
                .body("users[1].size()", equalTo(7))
                .body("users[0].avatarUrl", nullValue());
    }

    @Test
    void aPageIsAPartAndBeyondTheEndEmpty() {
        admin.bare()
                .queryParam("limit", 1)
                .queryParam("offset", 1)
                .get(PATH)
                .then()
                .body("users.email", contains(ada))
                .body("total", equalTo(2));
        admin.bare().queryParam("offset", 1000).get(PATH).then().statusCode(200).body("users", empty());
        for (String bad : new String[] {"limit=0", "limit=101", "limit=x", "offset=-1", "offset=99999999999"}) {
            admin.bare()
                    .get(PATH + "?" + bad)
                    .then()
                    .statusCode(400)
                    .body("errors[0].field", equalTo(bad.replaceFirst("=.*", "")));
        }
    }

    @Test
    void aRoleIsSetAndReset() {
        admin.call()
                .body("{\"role\": \"developer\"}")
                .patch(PATH + "/" + ada + "/role")
                .then()
                .statusCode(204);
        admin.bare().get(PATH).then().body("users.find { it.email == '" + ada + "' }.role", equalTo("developer"));

        admin.call().delete(PATH + "/" + ada + "/role").then().statusCode(204);
        admin.call().delete(PATH + "/" + ada + "/role").then().statusCode(204);
        admin.bare().get(PATH).then().body("users.role", hasSize(2)).body("users.role", hasItem(nullValue()));
    }

    @Test
    void onlyRolesOfUsersAreTaken() {
        for (String body : new String[] {
            "{}",
            "{\"role\": null}",
            "{\"role\": \"runner\"}",
            "{\"role\": \"Admin\"}",
            "{\"role\": \"\"}",
            "{\"role\": [1]}"
        }) {
            admin.call()
                    .body(body)
                    .patch(PATH + "/" + ada + "/role")
                    .then()
                    .statusCode(400)
                    .body("errors[0].field", equalTo("role"));
        }
        admin.call().body("{").patch(PATH + "/" + ada + "/role").then().statusCode(400);
        admin.call()
                .body("{\"role\": \"admin\"}")
                .patch(PATH + "/nobody@example.com/role")
                .then()
                .statusCode(404)
                .body("code", equalTo("not_found"));
        admin.call().delete(PATH + "/nobody@example.com/role").then().statusCode(404);
        admin.bare()
                .body("{\"role\": \"admin\"}")
                .patch(PATH + "/" + ada + "/role")
                .then()
                .statusCode(403)
                .body("code", equalTo("csrf"));
    }
}
