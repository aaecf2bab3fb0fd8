package dev.paddock.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.nullValue;

import dev.paddock.controlplane.storage.Digest;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What repositories use, and what becomes of calls that would use more than they may.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class UsageTest {

    private static final String USAGE = "/api/v1/usage";

    private final Jdbi ledger;
    private ReportClient ci;

    UsageTest(Jdbi ledger) {
        this.ledger = ledger;
    }

    @BeforeEach
    void register() {
        ci = new ReportClient();
    }

    private ValidatableResponse limit(Map<String, ?> limits) {
        return Server.admin()
                .body(Map.of("limits", limits))
                .patch("/v1/repositories/" + ci.repository().id())
                .then();
    }

    private ValidatableResponse usage() {
        return ci.call().get(USAGE).then().statusCode(200);
    }

    private Response submit(Map<String, ?> more) {
        Map<String, Object> body = new HashMap<>(
                Map.of("repository", ci.repository().id(), "commit", Server.COMMIT, "tags", List.of(Server.lane())));
        body.putAll(more);
        return Server.admin().body(body).post("/v1/runs");
    }

    private static Response put(ReportClient by, byte[] png) {
        return by.call()
                .contentType("image/png")
                .body(png)
                .put("/api/v1/screenshots/" + Digest.of(png).hex());
    }

    private static void refused(Response response, String code) {
        response.then().statusCode(402).body("code", equalTo(code)).body("error", containsString("The "));
    }

    @Test
    void nobodyIsLimitedUntilSomebodySaysSo() {
        byte[] png = Pngs.random();
        ci.sent(ReportClient.shown("/", "new", Map.of("candidate", png, "diff", png)));
        submit(Map.of()).then().statusCode(202);

        usage().body("data.repository.id", contains(ci.repository().id()))
                .body("data[0].repository.name", equalTo(ci.repository().name()))
                .body("data[0].month", equalTo(YearMonth.now(ZoneOffset.UTC).toString()))
                .body("data[0].runs.used", equalTo(2))
                .body("data[0].runs.limit", nullValue())
                .body("data[0].storedBytes.used", greaterThan(png.length))
                .body("data[0].storedBytes.limit", nullValue())
                .body("data[0].pastDue", equalTo(false));
        int used = usage().extract().path("data[0].storedBytes.used");
        // The same bytes again are stored once, and the words of the report are few.
        ci.sent(ReportClient.shown("/", "new", Map.of("candidate", png)));
        usage().body("data[0].storedBytes.used", equalTo(used + (used - png.length)));
    }

    @Test
    void everybodySeesTheirOwnRepositories() {
        ReportClient other = new ReportClient();

        usage().body("meta.total", equalTo(1));
        ci.call().get(USAGE + "?repository=" + other.repository().id()).then().statusCode(404);
        Server.admin()
                .get(USAGE + "?repository=" + other.repository().name())
                .then()
                .statusCode(200)
                .body("data.repository.id", contains(other.repository().id()));
        Server.admin()
                .get(USAGE + "?per_page=1")
                .then()
                .body("data.size()", equalTo(1))
                .body("meta.total", greaterThan(1));
        Server.admin().get(USAGE + "?repository=no/such").then().statusCode(422);
    }

    @Test
    void aRunBeyondTheLimitOfTheMonthIsRefusedAndLeavesNothing() {
        String run = submit(Map.of()).then().statusCode(202).extract().path("id");
        Server.admin().post("/v1/runs/" + run + "/cancel").then().statusCode(200);
        limit(Map.of("runs_per_month", 1)).statusCode(200).body("limits.runs_per_month", equalTo(1));

        refused(submit(Map.of()), "plan_limit");
        refused(Server.admin().post("/v1/runs/" + run + "/retry"), "plan_limit");
        refused(ci.send(ReportClient.shown("/", "new", Map.of("candidate", Pngs.random()))), "plan_limit");
        refused(
                Server.admin()
                        .body(Map.of("repository", ci.repository().id(), "commit", Server.COMMIT))
                        .post("/v1/agents/code-reviewer/run"),
                "plan_limit");
        // What is no run is taken.
        put(ci, Pngs.random()).then().statusCode(201);
        ci.review(run, Map.of("state", "approved")).then().statusCode(200);

        usage().body("data[0].runs.used", equalTo(1)).body("data[0].runs.limit", equalTo(1));
        assertThat(ci.runs()).isEqualTo(1);
    }

    @Test
    void aRefusalIsNotRememberedAndARunIs() {
        limit(Map.of("runs_per_month", 1)).statusCode(200);
        String taken = UUID.randomUUID().toString();
        String refused = UUID.randomUUID().toString();
        Map<String, ?> report = Map.of("report", Map.of("results", List.of(ReportClient.result("/", "passed"))));
        Response first = ci.call().header("Idempotency-Key", taken).body(report).post(ReportClient.RUNS);
        first.then().statusCode(201);
        Map<String, ?> spec =
                Map.of("repository", ci.repository().id(), "commit", Server.COMMIT, "tags", List.of("nobody"));
        refused(Server.admin().header("Idempotency-Key", refused).body(spec).post("/v1/runs"), "plan_limit");

        // The reply is lost: the run is found all the same, though the month is full.
        ledger.useHandle(handle -> handle.execute("delete from kept_reply where key = ?", taken));
        ci.call()
                .header("Idempotency-Key", taken)
                .body(report)
                .post(ReportClient.RUNS)
                .then()
                .statusCode(201)
                .body("run.id", equalTo(first.path("run.id")));
        limit(Map.of("runs_per_month", 2)).statusCode(200);
        for (int i = 0; i < 2; i++) {
            Server.admin()
                    .header("Idempotency-Key", refused)
                    .body(spec)
                    .post("/v1/runs")
                    .then()
                    .statusCode(202);
        }
        assertThat(ci.runs()).isEqualTo(2);
        refused(submit(Map.of()), "plan_limit");
    }

    @Test
    void aRunOfAnotherMonthDoesNotCount() {
        String old = submit(Map.of()).then().statusCode(202).extract().path("id");
        submit(Map.of()).then().statusCode(202);
        // As whoever changes such rows has to do it.
        ledger.useTransaction(handle -> {
            handle.execute(
                    "update run set created_at = date_trunc('month', now(), 'UTC') - interval '1 s' where id = ?", old);
            handle.execute("update tally_until set at = '-infinity', measured = '-infinity', paired = '-infinity'");
            handle.execute("delete from created_tally");
            handle.execute("delete from ended_tally");
            handle.execute("delete from started_tally");
            handle.execute("delete from duration_tally");
            handle.execute("delete from pair_duration_tally");
        });

        usage().body("data[0].runs.used", equalTo(1));
        // The same when they are in the tallies.
        Awaitility.await()
                .until(() -> ledger.withHandle(handle -> handle.createQuery(
                                "select at > (select max(created_at) from run where repository_id = :id) from tally_until")
                        .bind("id", ci.repository().id())
                        .mapTo(Boolean.class)
                        .one()));
        usage().body("data[0].runs.used", equalTo(1));
        limit(Map.of("runs_per_month", 2)).statusCode(200);
        submit(Map.of()).then().statusCode(202);
        refused(submit(Map.of()), "plan_limit");
    }

    @Test
    void bytesBeyondTheLimitAreRefusedAndLeaveNothing() {
        byte[] known = Pngs.random();
        put(ci, known).then().statusCode(201);
        limit(Map.of("stored_bytes", known.length + 150)).statusCode(200);

        // Large enough by themselves, and by what was there before.
        byte[] large = Pngs.of(200, 200, (x, y) -> x * y * 7919);
        assertThat(large.length).isGreaterThan(150);
        refused(put(ci, large), "plan_limit");
        refused(ci.send(ReportClient.shown("/", "new", Map.of("candidate", large))), "plan_limit");
        refused(
                ci.call()
                        .body(Map.of("target", "/", "kind", "dom", "snapshot", "x".repeat(200)))
                        .post("/api/v1/baselines"),
                "plan_limit");
        put(ci, known).then().statusCode(200).body("deduped", equalTo(true));
        ci.call()
                .body(Map.of("digests", List.of(Digest.of(large).hex())))
                .post("/api/v1/screenshots/probe")
                .then()
                .body("missing", contains(Digest.of(large).hex()));
        submit(Map.of()).then().statusCode(202);
        usage().body("data[0].storedBytes.used", equalTo(known.length));
        assertThat(ci.runs()).isEqualTo(1);

        limit(Map.of("stored_bytes", 1 << 20)).statusCode(200);
        ci.sent(ReportClient.shown("/", "new", Map.of("candidate", large)));
    }

    @Test
    void nothingIsTakenForAnAccountThatIsPastDue() {
        String run = ci.sent(ReportClient.shown("/", "changed", Map.of("candidate", Pngs.random())));
        limit(Map.of("past_due", true)).statusCode(200).body("limits.past_due", equalTo(true));

        refused(submit(Map.of()), "past_due");
        refused(ci.send(ReportClient.result("/", "passed")), "past_due");
        refused(put(ci, Pngs.random()), "past_due");
        refused(
                ci.call()
                        .body(Map.of("target", "/", "kind", "dom", "snapshot", 1))
                        .post("/api/v1/baselines"),
                "past_due");
        usage().body("data[0].pastDue", equalTo(true));
        ci.read(run).then().statusCode(200);
        ci.promote(run).then().body("promoted.version", contains(1));
        limit(Map.of("past_due", false)).statusCode(200);
        submit(Map.of()).then().statusCode(202);
    }

    @Test
    void limitsAreSetByThoseWhoHaveNone() {
        String path = "/v1/repositories/" + ci.repository().id();
        for (String wrong : List.of("-1", "1.5", "\"many\"", "1000000001", "[]")) {
            Server.admin()
                    .body("{\"limits\": {\"runs_per_month\": " + wrong + "}}")
                    .patch(path)
                    .then()
                    .statusCode(400)
                    .body("errors.field", contains("limits.runs_per_month"));
        }
        limit(Map.of("stored_bytes", -1)).statusCode(400).body("errors.field", contains("limits.stored_bytes"));
        Server.admin()
                .body("{\"limits\": 3}")
                .patch(path)
                .then()
                .statusCode(400)
                .body("errors.field", contains("limits"));
        String limited = Settings.text(Map.of(
                "name",
                "test-limits",
                "role",
                "admin",
                "scope",
                Map.of("repositories", List.of(ci.repository().id()))));
        Settings.key(limited)
                .body(Map.of("limits", Map.of("runs_per_month", 9)))
                .patch(path)
                .then()
                .statusCode(403)
                .body("code", equalTo("forbidden"));
        Settings.key(limited)
                .body(Map.of("default_branch", "next"))
                .patch(path)
                .then()
                .statusCode(200);

        limit(Map.of("runs_per_month", 5, "stored_bytes", 7)).statusCode(200);
        Server.admin()
                .body("{\"limits\": {\"runs_per_month\": null}}")
                .patch(path)
                .then()
                .statusCode(200)
                .body("limits.runs_per_month", nullValue())
                .body("limits.stored_bytes", equalTo(7));
        Server.admin()
                .body("{\"limits\": null}")
                .patch(path)
                .then()
                .body("limits.stored_bytes", nullValue())
                .body("limits.past_due", equalTo(false));
        List<String> details = ledger.withHandle(handle -> handle.createQuery("""
                        select details ->> 'limits' from audit_entry
                        where object = :id and action = 'repository.update' and details ->> 'limits' is not null
                        order by id limit 1
                        """)
                .bind("id", ci.repository().id())
                .mapTo(String.class)
                .list());
        assertThat(details).singleElement().asString().contains("\"runs_per_month\":5", "\"stored_bytes\":7");
    }
}
