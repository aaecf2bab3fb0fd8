package dev.paddock.controlplane.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.paddock.controlplane.AdministrationCalls;
import dev.paddock.controlplane.Pngs;
import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.ReportClient;
import dev.paddock.controlplane.Server;
import dev.paddock.controlplane.Settings;
import dev.paddock.controlplane.screenshot.ScreenshotStore;
import dev.paddock.controlplane.screenshot.UnusedScreenshots;
import dev.paddock.controlplane.sql.InTransaction;
import dev.paddock.controlplane.storage.Digest;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a sweep leaves of runs.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class ExpiredRunsTest {

    private final RetentionLoop loop;
    private final UnusedScreenshots screenshots;
    private final ScreenshotStore store;
    private final InTransaction transaction;
    private final Jdbi ledger;
    private ReportClient ci;

    ExpiredRunsTest(
            RetentionLoop loop,
            UnusedScreenshots screenshots,
            ScreenshotStore store,
            InTransaction transaction,
            Jdbi ledger) {
        this.loop = loop;
        this.screenshots = screenshots;
        this.store = store;
        this.transaction = transaction;
        this.ledger = ledger;
    }

    @BeforeEach
    void due() {
        ci = new ReportClient();
        execute("delete from retention_run");
        execute("update retention set since = now() - interval '1 year'");
        AdministrationCalls.retention(Settings.admin()).then().statusCode(204);
    }

    @AfterEach
    void forget() {
        execute("delete from retention_run");
    }

    private void execute(String statement, Object... values) {
        ledger.useHandle(handle -> handle.execute(statement, values));
    }

    /// Makes an ended run as old as that.
    private String aged(String run, int days) {
        execute("update run set completed_at = now() - ? * interval '1 day' where id = ?", days, run);
        return run;
    }

    private static String reviewed() {
        String lane = Server.lane();
        String runner = Server.register(lane, 1);
        String run = Server.submit(lane);
        String task = Server.claim(runner);
        Server.logs(task, 1, List.of("x".repeat(5000), "second")).then().statusCode(200);
        Server.result(task, Server.review(runner, "error")).then().statusCode(200);
        return run;
    }

    private String shown(String target, byte[] candidate) {
        return ci.sent(
                ReportClient.shown(target, "changed", Map.of("candidate", candidate)),
                ReportClient.result("/about", "passed"));
    }

    private Map<String, Object> sweep() throws InterruptedException {
        loop.look();
        return Settings.admin().get("/api/settings/retention/runs").path("[0]");
    }

    private long count(String query, String value) {
        return ledger.withHandle(
                handle -> handle.select(query, value).mapTo(Long.class).one());
    }

    private static Response log(String run) {
        return Server.admin().get("/v1/runs/" + run + "/logs");
    }

    private static void expired(Response reply, String run) {
        reply.then()
                .statusCode(410)
                .body("code", equalTo("expired"))
                .body("detail", containsString("is at /v1/runs/" + run));
    }

    @Test
    void aLogGoesAndTheRunWithItsFindingsStays() throws Exception {
        String young = aged(reviewed(), 89);
        String old = aged(reviewed(), 91);
        String gate = Server.gate(old).getString("status");

        Map<String, Object> record = sweep();

        assertThat(record).containsEntry("status", "success").containsEntry("deletedCount", 0);
        assertThat((Integer) record.get("clearedRuns")).isPositive();
        assertThat((Integer) record.get("bytesFreed")).isPositive();
        log(young).then().statusCode(200).body("logs", hasSize(2));
        expired(log(old), old);
        expired(Server.admin().get("/v1/runs/" + old + "/logs/stream"), old);
        assertThat(count("select count(*) from log_batch where run_id = ?", old))
                .isZero();
        assertThat(Server.run(old).getString("status")).isEqualTo("success");
        assertThat(Server.gate(old).getString("status")).isEqualTo(gate).isEqualTo("failed");
        ci = new ReportClient();
        Server.admin().get("/api/v1/runs/" + old).then().statusCode(200).body("report.results", hasSize(1));
        Server.admin().get("/v1/runs/" + old + "/findings.sarif").then().statusCode(200);
    }

    @Test
    void aReportGoesWithItsScreenshotsAndTheGateStaysAsItWas() throws Exception {
        byte[] png = Pngs.random();
        String run = shown("/", png);
        ci.review(run, Map.of("state", "approved")).then().statusCode(200);
        Map<String, Object> gate = ci.gate(run, "").path("$");
        assertThat(gate).containsEntry("status", "passed");
        aged(run, 91);

        Map<String, Object> record = sweep();

        assertThat((Integer) record.get("bytesFreed")).isGreaterThanOrEqualTo(png.length);
        expired(ci.read(run), run);
        expired(ci.call().get("/api/v1/runs/" + run + "/screenshots/" + Digest.of(png)), run);
        assertThat(ci.gate(run, "").<Map<String, Object>>path("$")).isEqualTo(gate);
        assertThat(count("select count(*) from blob_reference where kind = 'report' and owner = ?", run))
                .isZero();
        assertThat(count(
                        "select count(*) from blob where loose and digest = ?",
                        Digest.of(png).hex()))
                .isEqualTo(1);
        Server.admin().get("/v1/runs/" + run).then().statusCode(200);
        Server.admin().get("/v1/runs/" + run + "/review").then().statusCode(200);
    }

    @Test
    void whatABaselineShowsStaysAndAClearedReportMakesNone() throws Exception {
        byte[] promoted = Pngs.random();
        String run = shown("promoted", promoted);
        ci.promote(run).then().body("promoted", hasSize(1));
        String late = shown("late", Pngs.random());
        aged(run, 91);
        aged(late, 91);

        sweep();

        assertThat(count("select count(*) from blob_reference where kind = 'baseline' and owner = ?", run))
                .isEqualTo(1);
        ci.call()
                .get("/api/v1/baselines/promoted/latest")
                .then()
                .statusCode(200)
                .body("version", equalTo(1));
        ci.call().get("/api/v1/screenshots/" + Digest.of(promoted)).then().statusCode(200);
        expired(ci.review(late, Map.of("state", "approved", "promote", true)), late);
        ci.call().get("/api/v1/baselines").then().body("data.findAll { it.target == 'late' }", empty());
        ci.review(late, Map.of("state", "approved")).then().statusCode(200).body("promoted", empty());
    }

    private static int stored(ReportClient by) {
        return by.call().get("/api/v1/usage").then().statusCode(200).extract().path("data[0].storedBytes.used");
    }

    /// As the chore does, a day later.
    private void forgetScreenshots() {
        execute("update screenshot set touched_at = touched_at - interval '25 hours'");
        while (screenshots.forget(1000) == 1000) {
            // There are more.
        }
    }

    @Test
    void whatIsGoneCountsNoMoreAndMakesRoom() throws Exception {
        Map<String, Object> result = ReportClient.result("/", "passed");
        result.put("message", "x".repeat(1 << 20));
        result.put("screenshotRefs", Map.of("more", "y".repeat(1 << 20)));
        String run = ci.sent(result);
        assertThat(stored(ci)).isBetween(2 << 20, (2 << 20) + 1000);
        Server.admin()
                .body(Map.of("limits", Map.of("stored_bytes", 3 << 20)))
                .patch("/v1/repositories/" + ci.repository().id())
                .then()
                .statusCode(200);
        ci.send(result).then().statusCode(402);
        aged(run, 91);

        Map<String, Object> record = sweep();

        assertThat((Integer) record.get("bytesFreed")).isGreaterThan(15_000);
        assertThat(stored(ci)).isZero();
        assertThat(count("select count(*) from report_result where more_references is not null and run_id = ?", run))
                .isZero();
        ci.send(result).then().statusCode(201);
    }

    @Test
    void aScreenshotCountsNoMoreWhenNothingOfItsRepositoryShowsItWhoeverElseDoes() throws Exception {
        byte[] shared = Pngs.random();
        byte[] baseline = Pngs.random();
        byte[] twice = Pngs.random();
        ReportClient other = new ReportClient();
        other.sent(ReportClient.shown("/", "new", Map.of("candidate", shared)));
        ci.sent(
                ReportClient.shown("/", "new", Map.of("candidate", shared)),
                ReportClient.shown("/b", "new", Map.of("candidate", baseline)),
                ReportClient.shown("/t", "new", Map.of("candidate", twice)));
        ci.promote(ci.sent(ReportClient.shown("/b", "new", Map.of("candidate", baseline))));
        String young = ci.sent(ReportClient.shown("/t", "new", Map.of("candidate", twice)));
        forgetScreenshots();
        assertThat(ofRepository()).isEqualTo(3);
        execute(
                "update run set completed_at = now() - interval '91 days' where repository_id = ? and id <> ?",
                ci.repository().id(),
                young);

        sweep();
        ci.call()
                .body(Map.of("digests", List.of(Digest.of(shared).hex())))
                .post("/api/v1/screenshots/probe")
                .then()
                .body("missing", empty());
        screenshots.forget(1000);
        // Who was told that it need not be sent may refer to it for a day.
        assertThat(ofRepository()).isEqualTo(3);
        forgetScreenshots();

        assertThat(ofRepository()).isEqualTo(2);
        ci.call().get("/api/v1/screenshots/" + Digest.of(shared)).then().statusCode(404);
        ci.call().get("/api/v1/screenshots/" + Digest.of(baseline)).then().statusCode(200);
        ci.call().get("/api/v1/screenshots/" + Digest.of(twice)).then().statusCode(200);
        other.call().get("/api/v1/screenshots/" + Digest.of(shared)).then().statusCode(200);
        ci.sent(ReportClient.shown("/", "new", Map.of("candidate", shared)));
        assertThat(ofRepository()).isEqualTo(3);
    }

    private long ofRepository() {
        return count(
                "select count(*) from screenshot where repository_id = ?",
                ci.repository().id());
    }

    @Test
    void aScreenshotThatSomethingIsAboutToReferToIsNotForgotten() {
        byte[] png = Pngs.random();
        String run = shown("/", png);
        execute("delete from blob_reference where kind = 'report' and owner = ?", run);
        execute(
                "update screenshot set touched_at = now() - interval '2 days' where repository_id = ?",
                ci.repository().id());

        transaction.get(() -> {
            assertThat(store.hold(ci.repository().id(), List.of(Digest.of(png))))
                    .hasSize(1);
            CompletableFuture.runAsync(() -> screenshots.forget(1000)).join();
            execute(
                    "insert into blob_reference (kind, owner, digest) values ('report', ?, ?)",
                    run,
                    Digest.of(png).hex());
            return true;
        });
        assertThat(ofRepository()).isEqualTo(1);
        screenshots.forget(1000);

        assertThat(ofRepository()).isEqualTo(1);
    }

    @Test
    void aPinnedRunKeepsEverythingUntilItIsLetGo() throws Exception {
        byte[] png = Pngs.random();
        String report = shown("/", png);
        String run = reviewed();
        for (String pinned : List.of(report, run)) {
            Server.admin().put("/v1/runs/" + pinned + "/pin").then().statusCode(204);
            aged(pinned, 400);
        }

        sweep();

        ci.read(report).then().statusCode(200);
        ci.call()
                .get("/api/v1/runs/" + report + "/screenshots/" + Digest.of(png))
                .then()
                .statusCode(200);
        log(run).then().statusCode(200);

        Server.admin().delete("/v1/runs/" + run + "/pin").then().statusCode(204);
        execute("delete from retention_run");
        sweep();
        expired(log(run), run);
    }

    @Test
    void openRunsAreNotTouchedHoweverOldTheyAre() throws Exception {
        String lane = Server.lane();
        String run = Server.submit(lane);
        execute("update run set created_at = now() - interval '400 days' where id = ?", run);

        sweep();

        assertThat(count("select count(*) from run where cleared_at is not null and id = ?", run))
                .isZero();
        Server.admin().post("/v1/runs/" + run + "/cancel").then().statusCode(200);
    }
}
