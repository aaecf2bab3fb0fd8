package dev.paddock.controlplane.contract;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.in;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.matchesPattern;

import dev.paddock.controlplane.AdministrationCalls;
import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.Results;
import dev.paddock.controlplane.Server;
import dev.paddock.controlplane.Settings;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Document 001: overview, health, version, and the settings of disk and retention.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class Document001AdministrationTest {

    private static final String DISK = "/api/settings/disk";
    private static final String THRESHOLD = DISK + "/notification-threshold";
    private static final String RETENTION = "/api/settings/retention";

    private final Jdbi ledger;

    Document001AdministrationTest(Jdbi ledger) {
        this.ledger = ledger;
    }

    /// A build whose report was made, as far as the ledger knows.
    private void build(Results.Project project, String id, int daysAgo, int passed, int failed) {
        ledger.useHandle(handle ->
                handle.execute("""
                insert into build (id, environment_id, project_id, build_id, created_at, uploaded_by, results,
                    results_bytes, outcome, passed, failed, skipped, total)
                values ('build_' || gen_random_uuid(), ?, ?, ?, now() - ? * interval '1 day', 'test', repeat('a', 64), 1,
                    'done', ?, ?, 1, ? + ? + 1)
                """, project.environment(), project.id(), id, daysAgo, passed, failed, passed, failed));
    }

    private static Response overview(String key) {
        Response reply = Settings.key(key).get("/api/overview");
        reply.then().statusCode(200);
        return reply;
    }

    private static String keyOf(Results.Project... projects) {
        List<String> names =
                List.of(projects).stream().map(Results.Project::name).toList();
        return Settings.text(Map.of("name", "limited", "role", "viewer", "scope", Map.of("projects", names)));
    }

    @Test
    void theOverviewIsAsTheDocumentHasIt() throws Exception {
        Results.Project project = Results.project();
        build(project, "b1", 0, 19, 1);

        Response reply = Server.admin().get("/api/overview");

        reply.then().statusCode(200);
        Example.of("001/overview.json")
                .varying(
                        "summary.totalEnvironments",
                        "summary.totalProjects",
                        "summary.totalBuilds",
                        "summary.totalPassed",
                        "summary.totalFailed",
                        "summary.overallPassRate",
                        "dailyTrends",
                        "dailyTrends[].date",
                        "dailyTrends[].passed",
                        "dailyTrends[].failed",
                        "dailyTrends[].skipped",
                        "dailyTrends[].buildCount",
                        "topFailingProjects",
                        "topFailingProjects[].envId",
                        "topFailingProjects[].projectId",
                        "topFailingProjects[].projectName",
                        "topFailingProjects[].envName",
                        "topFailingProjects[].totalFailed",
                        "topFailingProjects[].totalBuilds",
                        "topFailingProjects[].passRate",
                        "recentBuilds")
                .assertShows(reply);
        List<String> dates = reply.path("dailyTrends.date");
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        assertThat(dates)
                .hasSize(30)
                .isSorted()
                .last()
                .isIn(today.toString(), today.minusDays(1).toString());
        assertThat(reply.<List<?>>path("topFailingProjects")).hasSizeBetween(1, 5);
        assertThat(reply.<List<?>>path("recentBuilds")).hasSizeBetween(1, 10);
    }

    @Test
    void theOverviewOfALimitedKeyIsOfItsOwnProjects() {
        Results.Project own = Results.project();
        Results.Project foreign = Results.project();
        build(own, "old", 40, 8, 0);
        build(own, "b1", 1, 10, 1);
        build(own, "b2", 0, 1, 0);
        build(foreign, "b1", 0, 5, 5);

        Response reply = overview(keyOf(own));

        reply.then()
                .body("summary.totalEnvironments", equalTo(1))
                .body("summary.totalProjects", equalTo(1))
                .body("summary.totalBuilds", equalTo(3))
                .body("summary.totalPassed", equalTo(19))
                .body("summary.totalFailed", equalTo(1))
                .body("summary.overallPassRate", equalTo(95))
                .body("topFailingProjects", hasSize(1))
                .body("topFailingProjects[0].envId", equalTo(own.environment()))
                .body("topFailingProjects[0].projectName", equalTo("Web"))
                .body("topFailingProjects[0].envName", equalTo("Uploads"))
                .body("topFailingProjects[0].totalBuilds", equalTo(3))
                .body("topFailingProjects[0].passRate", equalTo(95))
                .body("recentBuilds.buildId", contains("b2", "b1", "old"));
        assertThat(reply.<List<Integer>>path("dailyTrends.buildCount").stream().mapToInt(Integer::intValue))
                .hasSize(30)
                .satisfies(counts -> assertThat(
                                counts.stream().mapToInt(Integer::intValue).sum())
                        .isEqualTo(2));
        assertThat(reply.<List<Map<String, Object>>>path("recentBuilds").getFirst())
                .isEqualTo(Server.admin().get(own.path() + "/reports").path("[0]"));
    }

    @Test
    void theOverviewFollowsEveryChange() {
        Results.Project project = Results.project();
        String key = keyOf(project);
        overview(key)
                .then()
                .body("summary.totalBuilds", equalTo(0))
                .body("summary.overallPassRate", equalTo(0))
                .body("topFailingProjects", empty())
                .body("recentBuilds", empty());
        build(project, "b1", 0, 1, 1);
        build(project, "b2", 0, 1, 0);
        ledger.useHandle(handle -> handle.execute(
                "update build set failed = 3 where environment_id = ? and build_id = 'b1'", project.environment()));
        overview(key)
                .then()
                .body("dailyTrends[29].failed", equalTo(3))
                .body("dailyTrends[29].skipped", equalTo(2))
                .body("dailyTrends[29].buildCount", equalTo(2));
        Server.admin().delete(project.path() + "/reports/b1").then().statusCode(204);
        overview(key).then().body("summary.totalBuilds", equalTo(1)).body("summary.totalFailed", equalTo(0));
        Server.admin().delete(project.path()).then().statusCode(204);
        overview(key).then().body("summary.totalBuilds", equalTo(0)).body("summary.totalProjects", equalTo(0));
    }

    @Test
    void buildsThatComeAtOnceAreAllCounted() throws Exception {
        Results.Project project = Results.project();
        List<Callable<Void>> uploads = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            String id = "b" + i;
            uploads.add(() -> {
                build(project, id, 0, 3, 1);
                return null;
            });
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> upload : threads.invokeAll(uploads)) {
                upload.get();
            }
        }
        overview(keyOf(project))
                .then()
                .body("summary.totalBuilds", equalTo(16))
                .body("dailyTrends[29].passed", equalTo(48))
                .body("topFailingProjects[0].totalFailed", equalTo(16))
                .body("recentBuilds", hasSize(10));
    }

    @Test
    void theServerSaysThatItServesWithoutCredentials() {
        given().get("/api/healthz")
                .then()
                .statusCode(200)
                .body("$", aMapWithSize(5))
                .body("status", equalTo("ok"))
                .body("db", equalTo("up"))
                .body("kafka", equalTo("up"))
                .body("uptime", greaterThanOrEqualTo(0))
                .body("version", matchesPattern("[0-9]+\\.[0-9]+.*"));
        // Credentials are not looked at, and so cannot be wrong.
        given().header("x-api-key", "dk_live_nonsense")
                .get("/api/healthz")
                .then()
                .statusCode(200);
        given().get("/api/version")
                .then()
                .statusCode(200)
                .body("$", aMapWithSize(4))
                .body("version", equalTo(given().get("/api/healthz").path("version")))
                .body("javaVersion", equalTo(Runtime.version().toString()))
                .body("goVersion", equalTo(""));
        assertThat(Instant.parse(given().get("/api/version").path("buildTime"))).isBefore(Instant.now());
    }

    @Test
    void diskUsageIsAsTheDocumentHasIt() throws Exception {
        Results.Project project = Results.project();
        Results.send(project, "b1", Results.zip(100_000)).then().statusCode(202);

        // Another test may have asked a moment ago.
        Response reply = Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(
                        () -> Settings.admin().get(DISK),
                        seen -> !seen.<List<?>>path("breakdown").isEmpty());

        reply.then().statusCode(200).body("breakdown.size()", lessThanOrEqualTo(20));
        JsonPath disk = reply.jsonPath();
        assertThat(disk.getLong("totalBytes")).isGreaterThan(disk.getLong("usedBytes"));
        assertThat(disk.getLong("usedBytes")).isPositive();
        assertThat(disk.getLong("freeBytes")).isBetween(1L, disk.getLong("totalBytes"));
        assertThat(disk.getList("breakdown.path", String.class))
                .allMatch(path -> path.matches("[a-z0-9-]+/[a-z0-9-]+"));
        Example.of("001/disk.json")
                .varying("usedBytes", "freeBytes", "totalBytes", "breakdown", "breakdown[].path", "breakdown[].bytes")
                .assertShows(reply);
    }

    @Test
    void theThresholdIs85UntilItIsSet() {
        threshold(85).statusCode(204);
        Settings.admin().get(THRESHOLD).then().statusCode(200).body("$", equalTo(Map.of("thresholdPercent", 85)));
        for (int percent : List.of(0, 100, 90)) {
            threshold(percent).statusCode(204);
            Settings.admin().get(THRESHOLD).then().body("thresholdPercent", equalTo(percent));
        }
        threshold(85).statusCode(204);
    }

    private static ValidatableResponse threshold(Object percent) {
        return Settings.admin()
                .body(Map.of("thresholdPercent", percent))
                .put(THRESHOLD)
                .then();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"thresholdPercent\": null}",
                "{\"thresholdPercent\": -1}",
                "{\"thresholdPercent\": 101}",
                "{\"thresholdPercent\": 84.5}",
                "{\"thresholdPercent\": \"85\"}",
                "{\"thresholdPercent\": true}",
                "{\"thresholdPercent\": [85]}",
                "{\"thresholdPercent\": 99999999999999999999}"
            })
    void aThresholdThatIsNoneIs400(String body) {
        Settings.admin()
                .body(body)
                .put(THRESHOLD)
                .then()
                .statusCode(400)
                .body("code", equalTo("invalid_value"))
                .body("errors.field", contains("thresholdPercent"));
        Settings.admin().get(THRESHOLD).then().body("thresholdPercent", equalTo(85));
    }

    @Test
    void retentionIsSetAsAWhole() {
        AdministrationCalls.retention(Settings.admin()).then().statusCode(204);
        Settings.admin()
                .get(RETENTION)
                .then()
                .statusCode(200)
                .body("$", equalTo(Map.of("retentionDays", 90, "intervalHours", 6, "dryRun", false)));
        AdministrationCalls.retention(Settings.admin(), true).then().statusCode(204);
        Settings.admin().get(RETENTION).then().body("dryRun", equalTo(true));
        AdministrationCalls.retention(Settings.admin()).then().statusCode(204);
    }

    @Test
    void everyRefusedMemberOfRetentionIsNamed() {
        Settings.admin()
                .body("{}")
                .put(RETENTION)
                .then()
                .statusCode(400)
                .body("errors.field", contains("retentionDays", "intervalHours", "dryRun"));
        Map<String, List<Object>> bad = Map.of(
                "retentionDays", List.of(0, -1, 36_501, 1.5, "90", true),
                "intervalHours", List.of(0, -1, 8761, 0.5, "6", List.of(6)),
                "dryRun", List.of("yes", List.of(true)));
        bad.forEach((member, values) -> values.forEach(value -> {
            Map<String, Object> body = new HashMap<>(Map.of("retentionDays", 30, "intervalHours", 6, "dryRun", true));
            body.put(member, value);
            Settings.admin().body(body).put(RETENTION).then().statusCode(400).body("errors.field", contains(member));
        }));
        Settings.admin()
                .get(RETENTION)
                .then()
                .body("retentionDays", equalTo(90))
                .body("dryRun", equalTo(false));
    }

    @Test
    void sweepsAreListedNewestFirst() throws Exception {
        ledger.useHandle(handle -> {
            handle.execute("delete from retention_run");
            handle.execute("""
                    insert into retention_run (id, started_at, finished_at, status, alive_until, expired_at, dry_run,
                        deleted, error_message)
                    values ('sweep_b', '2024-01-15T02:00:00Z', '2024-01-15T02:00:03Z', 'success', now(), now(), false, 12,
                            null),
                        ('sweep_a', '2024-01-14T20:00:00Z', '2024-01-14T20:00:00Z', 'failed', now(), now(), false, 0,
                            'cleanup: list expired builds: context deadline exceeded')
                    """);
        });

        Response reply = Settings.admin().get(RETENTION + "/runs");

        reply.then()
                .statusCode(200)
                .body("status", contains("success", "failed"))
                .body("[0]", aMapWithSize(9))
                .body("[1]", aMapWithSize(10));
        Example.of("001/retention-runs.json").varying("[].id").assertShows(reply);
        Settings.admin().get(RETENTION + "/runs?limit=1").then().body("id", contains("sweep_b"));
        Settings.admin().get(RETENTION + "/runs?limit=50").then().body("$", hasSize(2));
        for (String bad : List.of("0", "51", "x", "-1")) {
            Settings.admin().get(RETENTION + "/runs?limit=" + bad).then().statusCode(400);
        }
    }

    @Test
    void aChangeIsAudited() {
        threshold(85).statusCode(204);
        AdministrationCalls.retention(Settings.admin()).then().statusCode(204);
        audited("disk.threshold", "disk", Map.of("thresholdPercent", 85));
        audited("retention.update", "retention", Map.of("retentionDays", 90, "intervalHours", 6, "dryRun", false));
    }

    private static void audited(String action, String object, Map<String, ?> details) {
        Settings.admin()
                .get("/api/settings/audit?action=" + action)
                .then()
                .body("entries[0].object", equalTo(object))
                .body("entries[0].actor", equalTo("user:admin"))
                .body("entries[0].details", equalTo(details));
    }

    @Test
    void noKeyOpensSettings() {
        for (String path : List.of(DISK, THRESHOLD, RETENTION, RETENTION + "/runs", "/api/settings/users")) {
            Server.admin().get(path).then().statusCode(403).body("code", equalTo("session_required"));
        }
        for (String path : List.of(THRESHOLD, RETENTION)) {
            Server.admin().body("{}").put(path).then().statusCode(403).body("code", equalTo("session_required"));
            Settings.session("developer").body("{}").put(path).then().statusCode(403);
        }
    }

    @Test
    void usersHaveTheMembersOfTheDocument() {
        ledger.useHandle(handle -> handle.execute("""
                insert into signed_in_user (email, name, provider) values ('member@example.com', 'Member', 'google')
                on conflict do nothing
                """));
        Settings.admin()
                .get("/api/settings/users")
                .then()
                .statusCode(200)
                .body(
                        "users[0].keySet()",
                        everyItem(in(List.of(
                                "email", "name", "avatarUrl", "provider", "role", "firstLoginAt", "lastLoginAt"))))
                .body("users[0]", aMapWithSize(7));
    }
}
