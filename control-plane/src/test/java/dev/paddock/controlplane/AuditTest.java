package dev.paddock.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.paddock.controlplane.access.Role;
import dev.paddock.controlplane.audit.Audited;
import dev.paddock.controlplane.idempotency.Idempotent;
import dev.paddock.controlplane.session.Sessions;
import dev.paddock.controlplane.storage.Digest;
import io.quarkus.arc.Arc;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Every change by a user or a key leaves one entry. The calls are those that the resources declare: a new one fails
/// here until it is tried below.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class AuditTest {

    private static final String PROJECT = "/api/environments/{envId}/projects/{projectId}";

    private static final Map<String, Function<RequestSpecification, Response>> TRIES = Map.ofEntries(
            entry("POST /v1/runs", caller -> caller.body(run()).post("/v1/runs")),
            entry("POST /v1/runs/{id}/cancel", caller -> caller.post("/v1/runs/" + open() + "/cancel")),
            entry("POST /v1/runs/{id}/retry", caller -> caller.post("/v1/runs/" + ended() + "/retry")),
            entry(
                    "POST /v1/runs/{id}/review",
                    caller -> caller.body(Map.of("state", "approved")).post("/v1/runs/" + ended() + "/review")),
            entry("POST /api/v1/runs", caller -> caller.body(report()).post("/api/v1/runs?repository=" + repository())),
            entry(
                    "POST /api/v1/runs/{id}/review",
                    caller -> caller.body(Map.of("state", "approved")).post("/api/v1/runs/" + ended() + "/review")),
            entry("PUT /api/v1/screenshots/{digest}", AuditTest::screenshot),
            entry(
                    "POST /api/v1/baselines",
                    caller -> caller.body(Map.of("target", "/", "kind", "dom", "snapshot", List.of(1)))
                            .post("/api/v1/baselines?repository=" + repository())),
            entry("PUT /v1/runs/{id}/pin", caller -> caller.put("/v1/runs/" + open() + "/pin")),
            entry("DELETE /v1/runs/{id}/pin", caller -> caller.delete("/v1/runs/" + open() + "/pin")),
            entry("POST /v1/agents", caller -> caller.body(newAgent(name())).post("/v1/agents")),
            entry(
                    "PATCH /v1/agents/{id}",
                    caller -> caller.body(Map.of("timeout_seconds", 60)).patch("/v1/agents/" + agent())),
            entry("DELETE /v1/agents/{id}", caller -> caller.delete("/v1/agents/" + agent())),
            entry("POST /v1/agents/{id}/run", caller -> caller.body(run()).post("/v1/agents/" + agent() + "/run")),
            entry(
                    "POST /v1/repositories",
                    caller -> caller.body(Map.of("clone_url", Agents.repository()))
                            .post("/v1/repositories")),
            entry(
                    "PATCH /v1/repositories/{id}",
                    caller -> caller.body(Map.of("default_branch", "next")).patch("/v1/repositories/" + repository())),
            entry("DELETE /v1/repositories/{id}", caller -> caller.delete("/v1/repositories/" + repository())),
            entry(
                    "POST /api/environments",
                    caller -> caller.body(Map.of("name", name())).post("/api/environments")),
            entry(
                    "PATCH /api/environments/{envId}",
                    caller -> caller.body(Map.of("name", "Other")).patch("/api/environments/" + environment())),
            entry("DELETE /api/environments/{envId}", caller -> caller.delete("/api/environments/" + environment())),
            entry(
                    "POST /api/environments/{envId}/projects",
                    caller -> caller.body(Map.of("name", name()))
                            .post("/api/environments/" + environment() + "/projects")),
            entry(
                    "DELETE /api/environments/{envId}/projects/{projectId}",
                    caller -> caller.delete("/api/environments/" + project())),
            entry("POST /v1/webhooks", caller -> caller.body(newWebhook()).post("/v1/webhooks")),
            entry(
                    "PATCH /v1/webhooks/{id}",
                    caller -> caller.body(Map.of("enabled", false)).patch("/v1/webhooks/" + webhook())),
            entry("POST /v1/webhooks/{id}/secret", caller -> caller.post("/v1/webhooks/" + webhook() + "/secret")),
            entry("DELETE /v1/webhooks/{id}", caller -> caller.delete("/v1/webhooks/" + webhook())),
            entry(
                    "POST /v1/webhooks/{id}/deliveries/{delivery}/redeliver",
                    caller -> caller.post("/v1/webhooks/" + delivered())),
            entry("POST /api/runners/{id}/drain", caller -> caller.post("/api/runners/" + runner() + "/drain")),
            entry("DELETE /api/runners/{id}/drain", caller -> caller.delete("/api/runners/" + runner() + "/drain")),
            entry(
                    "POST /api/runners/enrol",
                    caller -> caller.body(Map.of("runnerId", name())).post("/api/runners/enrol")),
            entry("DELETE /api/runners/{id}", caller -> caller.delete("/api/runners/" + runner())),
            entry(
                    "POST " + PROJECT + "/results",
                    caller -> caller.contentType(ContentType.BINARY)
                            .body(Results.zip(10))
                            .post(Results.project().path() + "/results?buildId=b1")),
            entry(
                    "POST " + PROJECT + "/uploads",
                    caller -> caller.body(Map.of("totalSize", 1, "totalChunks", 1, "buildId", "b1"))
                            .post(Results.project().path() + "/uploads")),
            entry("PUT " + PROJECT + "/uploads/{uploadId}", caller -> chunk(caller)),
            entry("POST " + PROJECT + "/uploads/{uploadId}/complete", caller -> complete(caller)),
            entry("DELETE /api/uploads/{id}", caller -> {
                Results.Project project = Results.project();
                return caller.delete("/api/uploads/" + Results.begin(project, "b1", 1, 1));
            }),
            entry("POST /api/settings/apikeys", caller -> caller.body(newKey()).post("/api/settings/apikeys")),
            entry(
                    "DELETE /api/settings/apikeys/{id}",
                    caller -> caller.delete(
                            "/api/settings/apikeys/" + Settings.create(newKey()).path("key.id"))),
            entry(
                    "POST /api/settings/clients",
                    caller -> caller.body(Map.of("repository", repository())).post("/api/settings/clients")),
            entry(
                    "DELETE /api/settings/clients/{id}",
                    caller -> caller.delete("/api/settings/clients/"
                            + Settings.client(repository()).path("client_id"))),
            entry(
                    "PATCH /api/settings/users/{email}/role",
                    caller -> caller.body(Map.of("role", "viewer")).patch("/api/settings/users/" + user() + "/role")),
            entry(
                    "DELETE /api/settings/users/{email}/role",
                    caller -> caller.delete("/api/settings/users/" + user() + "/role")),
            entry("PUT /api/settings/allure", AdministrationCalls::allure),
            entry("PUT /api/settings/disk/notification-threshold", AdministrationCalls::threshold),
            entry("PUT /api/settings/retention", AdministrationCalls::retention),
            entry("POST " + PROJECT + "/reports", ReportCalls::generate),
            entry("DELETE " + PROJECT + "/reports/{buildId}", ReportCalls::delete));

    private static Response chunk(RequestSpecification caller) {
        Results.Project project = Results.project();
        return caller.contentType(ContentType.BINARY)
                .header("X-Chunk-Index", 0)
                .header("X-Total-Chunks", 1)
                .body(new byte[] {1})
                .put(project.path() + "/uploads/" + Results.begin(project, "b1", 1, 1));
    }

    private static Response complete(RequestSpecification caller) {
        Results.Project project = Results.project();
        byte[] zip = Results.zip(10);
        String upload = Results.begin(project, "b1", zip.length, 1);
        Results.chunk(project, upload, 0, 1, zip).then().statusCode(200);
        return caller.post(project.path() + "/uploads/" + upload + "/complete");
    }

    /// Those with which sessions begin and end; tried by themselves.
    private static final Set<String> OF_SESSIONS = Set.of("POST /auth/login", "POST /auth/logout");

    /// What a caller has done with what it was told concerns nobody else.
    private static final String OF_ONES_OWN = "/api/notifications";

    private final Jdbi ledger;
    private final Sessions sessions;

    AuditTest(Jdbi ledger, Sessions sessions) {
        this.ledger = ledger;
        this.sessions = sessions;
    }

    private static Map.Entry<String, Function<RequestSpecification, Response>> entry(
            String operation, Function<RequestSpecification, Response> call) {
        return Map.entry(operation, call);
    }

    /// Of a lane that no runner serves, and of a repository that is known.
    private static Map<String, ?> run() {
        return Map.of("repository", repository(), "commit", Server.COMMIT, "tags", List.of(Server.lane()));
    }

    private static Map<String, ?> report() {
        return Map.of("report", Map.of("results", List.of()));
    }

    private static Response screenshot(RequestSpecification caller) {
        byte[] png = Pngs.random();
        return caller.contentType("image/png")
                .body(png)
                .put("/api/v1/screenshots/" + Digest.of(png) + "?repository=" + repository());
    }

    private static String open() {
        return Server.submit(run());
    }

    private static String ended() {
        String run = open();
        Server.admin().post("/v1/runs/" + run + "/cancel").then().statusCode(200);
        return run;
    }

    private static String repository() {
        return Settings.repository().id();
    }

    private static String agent() {
        return Agents.create(Map.of());
    }

    private static Map<String, ?> newAgent(String name) {
        return Map.of("name", name, "image", "paddock/reviewer:latest");
    }

    private static Map<String, ?> newKey() {
        return Map.of("name", name(), "role", "viewer");
    }

    private static String runner() {
        return Server.register(Server.lane(), 1);
    }

    private static String environment() {
        return Server.admin()
                .body(Map.of("name", name()))
                .post("/api/environments")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    /// The path of a project behind that of environments.
    private static String project() {
        String environment = environment();
        String project = Server.admin()
                .body(Map.of("name", name()))
                .post("/api/environments/" + environment + "/projects")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        return environment + "/projects/" + project;
    }

    /// Where nobody listens, of events that these tests do not cause.
    private static Map<String, ?> newWebhook() {
        return Map.of("url", "http://127.0.0.1:1/", "events", List.of("build.finished"));
    }

    /// A message that is sent again would be tried for a day.
    @AfterAll
    static void hangUp() {
        ledger().useHandle(handle -> handle.execute("delete from webhook"));
    }

    private static String webhook() {
        return Server.admin()
                .body(newWebhook())
                .post("/v1/webhooks")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    /// What is behind the path of webhooks to have a delivery sent again.
    private static String delivered() {
        String webhook = webhook();
        String delivery = "msg_" + UUID.randomUUID();
        ledger().useHandle(handle -> handle.execute("""
                        insert into webhook_delivery (id, webhook_id, source, event, subject, payload, state,
                            finished_at)
                        values (?, ?, 'test', 'build.finished', 'build', '{}', 'failed', now())
                        """, delivery, webhook));
        return webhook + "/deliveries/" + delivery + "/redeliver";
    }

    private static String user() {
        String email = name() + "@example.com";
        ledger().useHandle(handle ->
                handle.execute("insert into signed_in_user (email, name, provider) values (?, 'Ada', 'test')", email));
        return email;
    }

    private static Jdbi ledger() {
        return Arc.container().instance(Jdbi.class).get();
    }

    private static String name() {
        return "test-audit-" + UUID.randomUUID();
    }

    private static Stream<Operation> changes() {
        return Operation.all().stream()
                .filter(Operation::changesSomething)
                .filter(operation -> !operation.path().startsWith(OF_ONES_OWN))
                .filter(operation -> !operation.isTaskCall());
    }

    private static Audited audited(Operation operation) {
        return operation.method().getAnnotation(Audited.class);
    }

    @Test
    void everyChangeIsTriedHere() {
        Set<String> tried = new HashSet<>(TRIES.keySet());
        tried.addAll(OF_SESSIONS);
        assertThat(changes().map(Operation::name)).containsExactlyInAnyOrderElementsOf(tried);
    }

    @Test
    void everyChangeNamesItsAction() {
        assertThat(changes()).allMatch(operation -> audited(operation) != null);
    }

    @Test
    void everyPostMayBeRepeated() {
        assertThat(changes()
                        .filter(operation ->
                                operation.verb().equals("POST") && !OF_SESSIONS.contains(operation.name())))
                .allMatch(operation -> operation.method().isAnnotationPresent(Idempotent.class));
    }

    @Test
    void everyActionIsExplained() throws IOException {
        String document = Files.readString(Path.of("..", "docs", "audit.md"));
        assertThat(changes().map(operation -> audited(operation).value()))
                .allMatch(action -> document.contains("| `" + action + "` |"));
    }

    @Test
    void aChangeLeavesOneEntryAndARefusalNone() {
        changes().filter(operation -> !OF_SESSIONS.contains(operation.name())).forEach(operation -> {
            AuditedCaller done = caller(operation);
            Response reply = Objects.requireNonNull(TRIES.get(operation.name())).apply(done.call());
            assertThat(reply.statusCode()).as(operation + reply.asString()).isBetween(200, 299);
            assertThat(done.actions())
                    .as(operation.name())
                    .containsExactly(audited(operation).value());

            AuditedCaller refused = caller(operation);
            RequestSpecification call = operation.hasBody() ? refused.call().body(new byte[] {'{'}) : refused.call();
            call = operation.takesBytes() ? call.contentType(ContentType.BINARY) : call;
            assertThat(operation.call(call, null).statusCode())
                    .as(operation.name())
                    .isBetween(400, 404);
            assertThat(refused.actions()).as(operation.name()).isEmpty();
        });
    }

    private AuditedCaller caller(Operation operation) {
        return operation.takesSession()
                ? withSession()
                : AuditedCaller.withKey(ledger, operation.enrols() ? Role.ENROLMENT : Role.ADMIN);
    }

    @Test
    void aSessionsBeginAndItsEndLeaveAnEntryEachAndAWrongPasswordNone() {
        long before = begun();
        SignedIn.login("admin", "wrong").then().statusCode(401);
        assertThat(begun()).isEqualTo(before);
        SignedIn admin = SignedIn.admin();
        assertThat(begun()).isEqualTo(before + 1);

        long ended = entriesOf("user:admin", "session.end");
        admin.bare().post("/auth/logout").then().statusCode(403);
        assertThat(entriesOf("user:admin", "session.end")).isEqualTo(ended);
        admin.call().post("/auth/logout").then().statusCode(204);
        assertThat(entriesOf("user:admin", "session.end")).isEqualTo(ended + 1);
    }

    private long begun() {
        return entriesOf("user:admin", "session.begin");
    }

    private long entriesOf(String actor, String action) {
        return ledger.withHandle(handle -> handle.select(
                        "select count(*) from audit_entry where actor = ? and action = ?", actor, action)
                .mapTo(Long.class)
                .one());
    }

    @Test
    void aRepositoryThatASubmissionRegistersLeavesAnEntryToo() {
        AuditedCaller caller = withKey();
        caller.call()
                .body(Map.of(
                        "repository", Agents.repository(), "commit", Server.COMMIT, "tags", List.of(Server.lane())))
                .post("/v1/runs")
                .then()
                .statusCode(202);

        assertThat(caller.actions()).containsExactly("repository.create", "run.submit");
    }

    @Test
    void noEntryHoldsASecret() {
        AuditedCaller caller = withSession();
        String secret = "s3cret-" + UUID.randomUUID();
        Response key = caller.call().body(newKey()).post("/api/settings/apikeys");
        caller.call()
                .body(Map.of("credential", Map.of("token", secret)))
                .patch("/v1/repositories/" + repository())
                .then()
                .statusCode(200);

        assertThat(caller.actions()).containsExactly("key.create", "repository.update");
        assertThat(details(caller)).noneMatch(details -> details.contains(secret));
        assertThat(details(caller)).noneMatch(details -> details.contains(key.path("plaintext")));
        Settings.admin()
                .queryParam("actor", caller.id())
                .queryParam("action", "key.create")
                .get("/api/settings/audit")
                .then()
                .body("entries[0].object", equalTo(key.path("key.id")))
                .body("entries[0].details.role", equalTo("viewer"));
    }

    private List<String> details(AuditedCaller caller) {
        return ledger.withHandle(
                handle -> handle.select("select details::text from audit_entry where actor = ?", caller.id())
                        .mapTo(String.class)
                        .list());
    }

    @Test
    void aRepeatLeavesNoSecondEntry() {
        AuditedCaller caller = withKey();
        String key = name();
        Map<String, ?> agent = newAgent(key);
        Map<String, ?> run = run();
        for (int i = 0; i < 2; i++) {
            caller.call()
                    .header("Idempotency-Key", key)
                    .body(agent)
                    .post("/v1/agents")
                    .then()
                    .statusCode(201);
            caller.call()
                    .header("Idempotency-Key", key)
                    .body(run)
                    .post("/v1/runs")
                    .then()
                    .statusCode(202);
        }

        assertThat(caller.actions()).containsExactly("agent.create", "run.submit");
    }

    @Test
    void whatFailedAfterItsChangeLeavesNone() {
        AuditedCaller caller = withKey();
        String id = name();
        caller.call()
                .body(Map.of("id", id, "then", "broken"))
                .post("/v1/test-conventions/change")
                .then()
                .statusCode(500);
        assertThat(caller.actions()).isEmpty();
        caller.call()
                .body(Map.of("id", id))
                .post("/v1/test-conventions/change")
                .then()
                .statusCode(200);
        assertThat(caller.actions()).containsExactly("test.change");
    }

    @Test
    void runnersCallsLeaveNone() {
        long before = entries();
        String lane = Server.lane();
        String runner = Server.register(lane, 1);
        Server.heartbeat(runner, List.of()).then().statusCode(200);
        Server.runner().delete("/api/runners/" + runner).then().statusCode(200);

        assertThat(entries()).isEqualTo(before);
    }

    private long entries() {
        return ledger.withHandle(handle -> handle.select("select count(*) from audit_entry")
                .mapTo(Long.class)
                .one());
    }

    @Test
    void anEntrySaysWhoWhenWhereAndWhat() {
        AuditedCaller caller = withKey();
        String agent = Agents.create(Map.of());
        String trace = "0af7651916cd43dd8448eb211c80319c";
        caller.call()
                .header("traceparent", "00-" + trace + "-b7ad6b7169203331-01")
                .body(Map.of("timeout_seconds", 60))
                .patch("/v1/agents/" + agent)
                .then()
                .statusCode(200);

        Settings.admin()
                .queryParam("actor", caller.id())
                .get("/api/settings/audit")
                .then()
                .statusCode(200)
                .body("total", equalTo(1))
                .body("limit", equalTo(100))
                .body("offset", equalTo(0))
                .body("entries[0].action", equalTo("agent.update"))
                .body("entries[0].object", equalTo(agent))
                .body("entries[0].address", equalTo("127.0.0.1"))
                .body("entries[0].details.members", equalTo(List.of("timeout_seconds")))
                .body("entries[0].traceId", equalTo(trace));
    }

    private AuditedCaller withKey() {
        return AuditedCaller.withKey(ledger, Role.ADMIN);
    }

    private AuditedCaller withSession() {
        String email = name() + "@example.com";
        SignedIn session = SignedIn.as(sessions, email, Role.ADMIN);
        return new AuditedCaller(ledger, "user:" + email, session::call);
    }
}
