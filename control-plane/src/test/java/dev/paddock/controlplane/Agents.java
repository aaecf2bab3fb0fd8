package dev.paddock.controlplane;

import io.restassured.response.ValidatableResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Review agents and repositories that no other test uses.
final class Agents {

    private Agents() {}

    /// Makes an agent with the default settings and `settings`; returns its id.
    static String create(Map<String, ?> settings) {
        Map<String, Object> body = new HashMap<>(settings);
        body.put("name", "test-" + UUID.randomUUID());
        body.put("image", "paddock/reviewer:latest");
        return Server.admin()
                .body(body)
                .post("/v1/agents")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    static ValidatableResponse patch(String agent, String json) {
        return Server.admin().body(json).patch("/v1/agents/" + agent).then();
    }

    static String repository() {
        return "https://example.com/owner/repo-" + UUID.randomUUID();
    }

    /// What [Server#submit] takes: a known commit, and `more`.
    static Map<String, Object> run(String agent, String lane, Map<String, ?> more) {
        Map<String, Object> body = new HashMap<>();
        body.put("agent_id", agent);
        body.put("repository", "https://example.com/owner/repo");
        body.put("commit", Server.COMMIT);
        body.put("tags", List.of(lane));
        body.putAll(more);
        return body;
    }

    static List<String> reasons(String run) {
        return Server.admin()
                .get("/v1/runs/" + run + "/queue")
                .then()
                .statusCode(200)
                .extract()
                .path("reasons");
    }
}
