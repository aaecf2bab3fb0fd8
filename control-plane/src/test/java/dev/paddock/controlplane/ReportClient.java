package dev.paddock.controlplane;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The CI of a repository that no other test uses, which sends reports.
public final class ReportClient {

    public static final String RUNS = "/api/v1/runs";

    private final Settings.Repository repository = Settings.repository();
    private final String id;
    private final String secret;

    public ReportClient() {
        Response made = Settings.client(repository.id());
        id = made.path("client_id");
        secret = made.path("client_secret");
    }

    public Settings.Repository repository() {
        return repository;
    }

    public String id() {
        return id;
    }

    /// The header that has the client's credentials.
    public String header() {
        return "Authorization: Basic " + Pngs.base64((id + ":" + secret).getBytes(StandardCharsets.UTF_8));
    }

    /// A call with the client's credentials.
    public RequestSpecification call() {
        return given().port(OtherReplica.port())
                .auth()
                .preemptive()
                .basic(id, secret)
                .contentType(ContentType.JSON);
    }

    /// Sends a report with these results.
    @SafeVarargs
    public final Response send(Map<String, ?>... results) {
        return call().body(Map.of("report", Map.of("results", Arrays.asList(results))))
                .post(RUNS);
    }

    /// Sends a report that is taken; returns its run.
    @SafeVarargs
    public final String sent(Map<String, ?>... results) {
        return send(results).then().statusCode(201).extract().path("run.id");
    }

    public static Map<String, Object> result(String target, String status) {
        return new HashMap<>(Map.of("target", target, "kind", "screenshot", "status", status));
    }

    /// A result with screenshots by their names.
    public static Map<String, Object> shown(String target, String status, Map<String, byte[]> screenshots) {
        Map<String, Object> result = result(target, status);
        Map<String, String> encoded = new HashMap<>();
        screenshots.forEach((which, bytes) -> encoded.put(which, Pngs.base64(bytes)));
        result.put("screenshot", encoded);
        return result;
    }

    public Response read(String run) {
        return call().get(RUNS + "/" + run);
    }

    public Response review(String run, Map<String, ?> decision) {
        return call().body(decision).post(RUNS + "/" + run + "/review");
    }

    /// Approves and promotes; returns the reply.
    public Response promote(String run) {
        Response reply = review(run, Map.of("state", "approved", "promote", true));
        reply.then().statusCode(200);
        return reply;
    }

    /// What the gate says of a run.
    public Response gate(String run, String query) {
        return call().get("/external/integration/cicd/runs/" + run + query);
    }

    /// How many runs there are of the repository.
    public int runs() {
        return Server.admin()
                .get("/v1/runs?repository_id=" + repository.id())
                .then()
                .statusCode(200)
                .extract()
                .path("meta.total");
    }

    /// The fields that a refusal names.
    public static List<String> fields(Response refused) {
        return refused.path("errors.field");
    }
}
