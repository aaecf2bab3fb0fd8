package dev.paddock.controlplane;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;

import dev.paddock.controlplane.access.Role;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/// The audit log is read by administrators, in pages and by filters.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class AuditLogTest {

    @Inject
    Jdbi ledger;

    @Test
    void theLogIsReadInPagesAndByFilters() {
        AuditedCaller caller = AuditedCaller.withKey(ledger, Role.ADMIN);
        String agent = Agents.create(Map.of());
        for (int i = 0; i < 3; i++) {
            caller.call().body(Map.of("timeout_seconds", 60 + i)).patch("/v1/agents/" + agent);
        }
        caller.call()
                .body(Map.of("name", "audited-" + UUID.randomUUID(), "image", "paddock/reviewer:latest"))
                .post("/v1/agents");

        Response all = Settings.admin().queryParam("actor", caller.id()).get("/api/settings/audit");
        all.then().body("entries", hasSize(4)).body("entries[0].action", equalTo("agent.create"));
        String oldest = all.path("entries[3].at");
        Settings.admin()
                .queryParam("actor", caller.id())
                .queryParam("limit", 2)
                .queryParam("offset", 3)
                .get("/api/settings/audit")
                .then()
                .body("total", equalTo(4))
                .body("entries", hasSize(1));
        Settings.admin()
                .queryParam("actor", caller.id())
                .queryParam("action", "agent.update")
                .queryParam("since", oldest)
                .get("/api/settings/audit")
                .then()
                .body("total", equalTo(2))
                .body("entries.action", everyItem(equalTo("agent.update")));
        Settings.admin()
                .queryParam("actor", caller.id())
                .queryParam("until", oldest)
                .get("/api/settings/audit")
                .then()
                .body("total", equalTo(0))
                .body("entries", hasSize(0));
        for (String bad : List.of("limit=0", "limit=1001", "offset=-1", "since=now", "limit=x")) {
            Settings.admin().get("/api/settings/audit?" + bad).then().statusCode(400);
        }
    }

    @Test
    void aKeyIsNotEnoughToReadIt() {
        for (String path : List.of("/api/settings/audit", "/api/settings/audit/verify")) {
            Server.admin().get(path).then().statusCode(403).body("code", equalTo("session_required"));
        }
    }
}
