package dev.paddock.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.paddock.controlplane.contract.Example;
import dev.paddock.controlplane.notification.Audience;
import dev.paddock.controlplane.notification.Notice;
import dev.paddock.controlplane.notification.Notifications;
import dev.paddock.controlplane.sql.InTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What users are told of runs and runners, by whom it is seen, and what each may do with it.
@QuarkusTest
@AtTwoReplicas
@QuarkusTestResource(RealServices.class)
@Timeout(120)
class NotificationTest {

    private final String lane = Server.lane();
    private final String mark = UUID.randomUUID().toString();
    private final Notifications notifications;
    private final InTransaction transaction;
    private final Jdbi ledger;
    private Settings.Repository repository;
    private Settings.Repository foreign;
    private String limited;

    NotificationTest(Notifications notifications, InTransaction transaction, Jdbi ledger) {
        this.notifications = notifications;
        this.transaction = transaction;
        this.ledger = ledger;
    }

    /// And a reader of it that no other test knows, so that its notifications are this test's alone.
    @BeforeEach
    void aRepositoryOfItsOwn() {
        repository = Settings.repository();
        foreign = Settings.repository();
        limited = keyOf(repository);
    }

    private static String keyOf(Settings.Repository one) {
        return Settings.text(
                Map.of("name", "reader", "role", "viewer", "scope", Map.of("repositories", List.of(one.id()))));
    }

    @Test
    void aReviewThatCouldNotBeMadeIsToldToAllWhoMaySeeTheRepository() {
        String run = failed(repository);
        Awaitility.await().untilAsserted(() -> assertThat(list(limited, "")).hasSize(1));

        Settings.key(limited)
                .get("/api/notifications")
                .then()
                .body("[0].category", equalTo("run"))
                .body("[0].severity", equalTo("error"))
                .body("[0].title", equalTo("Failed: the review of " + repository.name() + " (aaaaaaa)"))
                .body("[0].body", equalTo("It did not work."))
                .body("[0].read", equalTo(false))
                .body("[0].payload.url", endsWith("/v1/runs/" + run));
        assertThat(urls(Settings.key(limited))).allMatch(url -> url.startsWith("http://localhost:"));
        assertThat(paths(Server.admin())).contains("/v1/runs/" + run);
        assertThat(list(keyOf(foreign), "")).isEmpty();
    }

    @Test
    void theListShowsWhatTheDocumentDoes() throws IOException {
        tell(new Notice(
                "document " + mark,
                Notice.Category.UPLOAD,
                Notice.Severity.SUCCESS,
                "Report ready",
                "Your export has finished.",
                "/reports/build1/index.html",
                Audience.ofRepository(repository.id())));

        Example.of("001-notifications.json")
                .varying("[].id", "[].created_at", "[].payload.url")
                .assertShows(Settings.key(limited).get("/api/notifications"));
    }

    @Test
    void aReviewThatWasMadeIsToldToTheUserWhoAskedForItAndToNobodyElse() {
        String runner = Server.register(lane, 1);
        String run = Settings.session("developer")
                .body(Map.of("repository", repository.id(), "commit", Server.COMMIT, "tags", List.of(lane)))
                .post("/v1/runs")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
        Server.result(Server.claim(runner), Server.review(runner, "error"))
                .then()
                .statusCode(200);
        // What comes after it on the topic was handled after it.
        failed(repository);
        Awaitility.await().untilAsserted(() -> assertThat(list(limited, "")).hasSize(1));
        String path = "/v1/runs/" + run;

        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(paths(Settings.session("developer"))).contains(path));
        Map<String, Object> told = Settings.session("developer")
                .get("/api/notifications?limit=0")
                .path("find { it.payload.url.endsWith('%s') }", path);
        assertThat(told)
                .containsEntry("severity", "warning")
                .containsEntry("body", "Found: 1 errors, 0 warnings, 0 hints.");
        assertThat(paths(Settings.session("viewer"))).doesNotContain(path);
        assertThat(paths(Server.admin())).doesNotContain(path);
    }

    @Test
    void whatSomebodyCancelledIsNotTold() {
        String run = Server.submit(
                Map.of("repository", repository.id(), "commit", Server.COMMIT, "tags", List.of(Server.lane())));
        Server.admin().post("/v1/runs/" + run + "/cancel").then().statusCode(200);
        failed(repository);

        Awaitility.await().untilAsserted(() -> assertThat(list(limited, "")).hasSize(1));
        assertThat(paths(Settings.key(limited))).doesNotContain("/v1/runs/" + run);
    }

    @Test
    void aReportIsToldWhenSomethingFailedOrAPersonHasToDecide() {
        ReportClient ci = new ReportClient();
        String reader = keyOf(ci.repository());
        ci.sent(ReportClient.result("/", "passed"));
        String failed = ci.sent(ReportClient.result("/", "failed"), ReportClient.result("/pay", "changed"));
        String open = ci.sent(ReportClient.result("/", "new"), ReportClient.result("/pay", "passed"));

        Awaitility.await().untilAsserted(() -> assertThat(list(reader, "")).hasSize(2));
        Response told = Settings.key(reader).get("/api/notifications");

        told.then()
                .body("category", contains("run", "run"))
                .body("find { it.payload.url.endsWith('" + failed + "') }.severity", equalTo("warning"))
                .body("find { it.payload.url.endsWith('" + failed + "') }.body", equalTo("Of 2 results 1 failed."))
                .body("find { it.payload.url.endsWith('" + open + "') }.severity", equalTo("info"))
                .body(
                        "find { it.payload.url.endsWith('" + open + "') }.title",
                        equalTo("Waits for a decision: the report of "
                                + ci.repository().name()))
                .body(
                        "find { it.payload.url.endsWith('" + open + "') }.body",
                        equalTo("Of 2 results 1 changed, are new or were removed; approve or reject the run."));
        assertThat(list(keyOf(foreign), "")).isEmpty();
    }

    @Test
    void aLostRunnerIsToldToThoseWhoManage() {
        String runner = Server.register(lane, 1);
        String leaving = Server.register(lane, 1);
        Server.admin().post("/api/runners/" + leaving + "/drain").then().statusCode(200);
        for (String silent : List.of(leaving, runner)) {
            ledger.useHandle(handle -> handle.execute(
                    "update runner set registered_at = now() - interval '1 hour', last_heartbeat_at = null where id = ?",
                    silent));
        }
        String path = "/api/runners/" + runner;

        Awaitility.await().untilAsserted(() -> assertThat(paths(Server.admin())).contains(path));
        assertThat(paths(Server.admin())).doesNotContain("/api/runners/" + leaving);
        assertThat(paths(Settings.session("viewer"))).doesNotContain(path);
        assertThat(paths(Settings.session("admin"))).contains(path);
    }

    @Test
    void eachReadsAndDeletesForHimself() {
        tell(notice("first", Audience.ofRepository(repository.id())));
        tell(notice("second", Audience.ofRepository(repository.id())));
        String other = keyOf(repository);
        List<String> ids = list(limited, "");
        assertThat(unread(limited)).isEqualTo(2);

        read(limited, ids.getFirst()).then().statusCode(204);
        read(limited, ids.getFirst()).then().statusCode(204);
        assertThat(list(limited, "?unread=true")).containsExactly(ids.getLast());
        assertThat(list(limited, "?unread=false")).isEqualTo(ids);
        assertThat(list(limited, "?limit=1")).containsExactly(ids.getFirst());
        assertThat(unread(limited)).isEqualTo(1);
        Settings.key(limited)
                .delete("/api/notifications/" + ids.getFirst())
                .then()
                .statusCode(204);
        assertThat(list(limited, "")).containsExactly(ids.getLast());
        Settings.key(limited)
                .delete("/api/notifications/" + ids.getFirst())
                .then()
                .statusCode(404);
        read(limited, ids.getFirst()).then().statusCode(404).body("code", equalTo("not_found"));
        Settings.key(limited).post("/api/notifications/read").then().statusCode(204);
        assertThat(unread(limited)).isZero();

        assertThat(list(other, "?unread=true")).isEqualTo(ids);
        read(keyOf(foreign), ids.getLast()).then().statusCode(404);
        read(limited, UUID.randomUUID().toString()).then().statusCode(404);
    }

    @Test
    void whatIsAboutAProjectIsSeenWithinItsLimits() {
        String ofProject = Settings.text(
                Map.of("name", "reader", "role", "viewer", "scope", Map.of("projects", List.of("shop/" + mark))));
        tell(notice("project", Audience.ofProject("shop/" + mark)));
        tell(notice("managers", Audience.ofManagers()));

        Settings.key(ofProject).get("/api/notifications").then().statusCode(200).body("", hasSize(1));
        assertThat(list(limited, "")).isEmpty();
    }

    @Test
    void theSameSourceIsToldOnceAndWhatDidNotHappenIsNotTold() {
        Notice notice = notice("once", Audience.ofRepository(repository.id()));
        assertThat(tell(notice)).isTrue();
        assertThat(tell(notice)).isFalse();
        try {
            transaction.get(() -> {
                notifications.tell(notice("undone", Audience.ofRepository(repository.id())));
                throw new IllegalStateException("it did not happen");
            });
        } catch (IllegalStateException e) {
            assertThat(e).hasMessage("it did not happen");
        }
        tell(notice("last", Audience.ofRepository(repository.id())));

        List<String> titles = Settings.key(limited).get("/api/notifications").path("title");
        assertThat(titles).containsExactly("last " + mark, "once " + mark);
    }

    /// Waits until it is seen.
    private boolean tell(Notice notice) {
        boolean fresh = transaction.get(() -> notifications.tell(notice));
        Awaitility.await()
                .until(() -> ledger.withHandle(handle -> handle.select(
                                "select no is not null from notification where source = ?", notice.source())
                        .mapTo(Boolean.class)
                        .one()));
        return fresh;
    }

    private Notice notice(String what, Audience audience) {
        return new Notice(
                what + " " + mark,
                Notice.Category.UPLOAD,
                Notice.Severity.SUCCESS,
                what + " " + mark,
                "It is there.",
                "/" + what,
                audience);
    }

    private String failed(Settings.Repository of) {
        String own = Server.lane();
        String runner = Server.register(own, 1);
        String run = Server.submit(Map.of("repository", of.id(), "commit", Server.COMMIT, "tags", List.of(own)));
        Server.result(Server.claim(runner), Server.failure(runner, "review_failed"))
                .then()
                .statusCode(200);
        return run;
    }

    private static List<String> urls(RequestSpecification caller) {
        return caller.get("/api/notifications?limit=0")
                .then()
                .statusCode(200)
                .extract()
                .path("payload.url");
    }

    /// Without what says which server it is: each replica has a public URL of its own here.
    private static List<String> paths(RequestSpecification caller) {
        return urls(caller).stream().map(url -> URI.create(url).getPath()).toList();
    }

    private static List<String> list(String key, String query) {
        return Settings.key(key)
                .get("/api/notifications" + query)
                .then()
                .statusCode(200)
                .extract()
                .path("id");
    }

    private static int unread(String key) {
        return Settings.key(key)
                .get("/api/notifications/unread")
                .then()
                .statusCode(200)
                .extract()
                .path("count");
    }

    private static Response read(String key, String id) {
        return Settings.key(key).patch("/api/notifications/" + id + "/read");
    }
}
