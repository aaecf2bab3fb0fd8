package dev.paddock.controlplane.enrolment;

import static io.restassured.RestAssured.given;

import dev.paddock.controlplane.Settings;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// A runner with a credential that was minted for it, and what it does.
///
/// @param id the runner's
/// @param credential the id of the credential
/// @param key its text
record Enrolled(String id, String credential, String key) {

    /// An enrolment key: `{key, plaintext}`.
    static Response enrolmentKey(Map<String, ?> terms) {
        return Settings.create(Map.of("name", "fleet", "role", "enrolment", "enrolment", terms));
    }

    static String runnerId() {
        return "pod-" + UUID.randomUUID();
    }

    /// The reply to an enrolment.
    static Response enrol(String enrolmentKey, String runner) {
        return Settings.key(enrolmentKey).body(Map.of("runnerId", runner)).post("/api/runners/enrol");
    }

    /// A runner that has enrolled, and has not registered.
    static Enrolled by(String enrolmentKey, String runner) {
        Response reply =
                enrol(enrolmentKey, runner).then().statusCode(200).extract().response();
        return new Enrolled(runner, reply.path("data.id"), reply.path("data.key"));
    }

    /// Enrols again, as the runner itself does, and shows what it had.
    Response again(String enrolmentKey) {
        return Settings.key(enrolmentKey)
                .body(Map.of("runnerId", id, "former", credential))
                .post("/api/runners/enrol");
    }

    /// As [#by], of the runner itself.
    Enrolled anew(String enrolmentKey) {
        Response reply = again(enrolmentKey).then().statusCode(200).extract().response();
        return new Enrolled(id, reply.path("data.id"), reply.path("data.key"));
    }

    /// The last heartbeat of a process that ends well.
    void end() {
        call().body(Map.of("status", "offline", "currentJobs", 0, "taskIds", List.of()))
                .post("/api/runners/" + id + "/heartbeat")
                .then()
                .statusCode(200);
    }

    /// As [#by], of a new id.
    static Enrolled by(String enrolmentKey) {
        return by(enrolmentKey, runnerId());
    }

    Response register(String process, String tags) {
        return registerAs(id, process, Map.of("x-runner-tags", tags));
    }

    /// Tries to register under any id.
    Response registerAs(String other, String process, Map<String, String> headers) {
        Map<String, String> all = new HashMap<>(headers);
        all.put("x-runner-id", other);
        all.put("x-runner-instance", process);
        return given().header("x-api-key", key).headers(all).post("/api/runners/register");
    }

    RequestSpecification call() {
        return given().header("x-api-key", key).contentType(ContentType.JSON);
    }

    Response heartbeat(List<String> tasks) {
        return call().body(Map.of("status", "online", "currentJobs", tasks.size(), "taskIds", tasks))
                .post("/api/runners/" + id + "/heartbeat");
    }

    /// Claims one task; returns its id.
    String claim(String process) {
        return call().header("x-runner-instance", process)
                .get("/api/runners/tasks/pending?wait=20&runnerId=" + id)
                .then()
                .statusCode(200)
                .extract()
                .path("data[0].id");
    }

    Response status(String task, String phase) {
        return call().body(Map.of("status", phase)).post("/api/runners/tasks/" + task + "/status");
    }
}
