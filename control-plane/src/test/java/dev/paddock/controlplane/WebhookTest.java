package dev.paddock.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Webhooks: how they are made, what they are told, and of whom.
@QuarkusTest
@AtTwoReplicas
@QuarkusTestResource(RealServices.class)
@Timeout(120)
class WebhookTest {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final String lane = Server.lane();
    private final Jdbi ledger;
    private Receiver receiver;

    WebhookTest(Jdbi ledger) {
        this.ledger = ledger;
    }

    @BeforeEach
    void listen() throws Exception {
        receiver = new Receiver();
    }

    /// So that what other tests do is told to nobody who has gone.
    @AfterEach
    void hangUp() {
        ledger.useHandle(handle -> handle.execute("delete from webhook"));
        receiver.close();
    }

    @Test
    void aRunsStoryIsToldWithSignatures() {
        Webhooks webhook = Webhooks.create(receiver.url(), "run.started", "run.finished", "run.reviewed");
        receiver.always(Receiver.answer(200, "thanks for " + webhook.secret() + "\u0007!"));
        String run = reviewed();
        Server.admin()
                .body(Map.of("state", "approved"))
                .post("/v1/runs/" + run + "/review")
                .then()
                .statusCode(200);

        Awaitility.await().atMost(PATIENCE).until(() -> of(run).size() == 3);
        assertThat(of(run)).allMatch(got -> got.isSignedWith(webhook.secret()));
        assertThat(of(run).stream().map(Receiver.Got::id)).doesNotHaveDuplicates();
        JsonPath started = told(run, "run.started");
        assertThat(started.getInt("data.attempt")).isEqualTo(1);
        assertThat(started.getString("data.repository.name")).isEqualTo("owner/repo");
        JsonPath finished = told(run, "run.finished");
        assertThat(finished.getString("data.status")).isEqualTo("success");
        assertThat(finished.getInt("data.findings.warning")).isEqualTo(1);
        assertThat(finished.getString("data.commit")).isEqualTo(Server.COMMIT);
        // Each replica here has an address of its own.
        assertThat(finished.getString("data.url")).startsWith("http://").endsWith("/v1/runs/" + run);
        assertThat(finished.getString("timestamp")).endsWith("Z");
        assertThat(told(run, "run.reviewed").getString("data.state")).isEqualTo("approved");
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() ->
                        webhook.states().stream().filter("delivered"::equals).count() >= 3);
        Server.admin()
                .get(webhook.path() + "/deliveries?per_page=1")
                .then()
                .statusCode(200)
                .body("data.size()", equalTo(1))
                .body("data[0].webhook_id", equalTo(webhook.id()))
                .body("data[0].attempts[0].status_code", equalTo(200))
                .body("data[0].attempts[0].response", equalTo("thanks for *** !"))
                .body("data[0].attempts[0].error", equalTo(null))
                .body("data[0].next_attempt_at", equalTo(null))
                .body("meta.per_page", equalTo(1));
        Server.admin()
                .get(webhook.path() + "/deliveries?page=2147483647")
                .then()
                .statusCode(200)
                .body("data.size()", equalTo(0));
    }

    @Test
    void aReportOfWhatWasExecutedElsewhereHasNoFindings() {
        Webhooks.create(receiver.url(), "run.finished");
        String run = new ReportClient().sent(ReportClient.result("/", "passed"));

        Awaitility.await().atMost(PATIENCE).until(() -> of(run).size() == 1);

        JsonPath finished = told(run, "run.finished");
        assertThat(finished.getString("data.trigger")).isEqualTo("ingest");
        assertThat(finished.getString("data.status")).isEqualTo("success");
        assertThat(finished.<Object>get("data.findings")).isNull();
    }

    @Test
    void aRunThatFailedSaysWhy() {
        Webhooks.create(receiver.url(), "run.finished");
        String runner = Server.register(lane, 1);
        String run = Server.submit(lane);
        Server.result(Server.claim(runner), Server.failure(runner, "review_failed"))
                .then()
                .statusCode(200);

        Awaitility.await().atMost(PATIENCE).until(() -> of(run).size() == 1);
        assertThat(told(run, "run.finished").getString("data.reason")).isEqualTo("review_failed");
        assertThat(told(run, "run.finished").getString("data.message")).isEqualTo("It did not work.");
    }

    @Test
    void aLostRunnerIsTold() {
        Webhooks.create(receiver.url(), "runner.lost");
        String runner = Server.register(lane, 1);
        ledger.useHandle(handle -> handle.execute(
                "update runner set registered_at = now() - interval '1 hour', last_heartbeat_at = null where id = ?",
                runner));

        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> receiver.got().stream()
                        .anyMatch(got -> runner.equals(got.json().getString("data.runner_id"))));
    }

    @Test
    void whatHappenedBeforeOrIsNotAskedForIsNotTold() {
        String before = reviewed();
        Webhooks.create(receiver.url(), "run.finished");
        Webhooks silent = Webhooks.create(receiver.url() + "&silent=true", "run.reviewed");
        String run = reviewed();

        Awaitility.await().atMost(PATIENCE).until(() -> !of(run).isEmpty());
        assertThat(of(before)).isEmpty();
        assertThat(of(run)).hasSize(1);
        assertThat(silent.states()).isEmpty();
    }

    @Test
    void eachOfManyEventsIsOneMessage() {
        Webhooks webhook = Webhooks.create(receiver.url(), "run.finished");
        String runner = Server.register(lane, 30);
        Set<String> runs = java.util.stream.IntStream.range(0, 30)
                .mapToObj(number -> Server.submit(lane))
                .collect(Collectors.toSet());
        runs.forEach(run -> Server.result(Server.claim(runner), Server.review(runner, "info"))
                .then()
                .statusCode(200));

        Awaitility.await()
                .atMost(PATIENCE)
                .until(() ->
                        webhook.states().stream().filter("delivered"::equals).count() == 30);
        assertThat(receiver.got().stream().map(got -> got.json().getString("data.run_id")))
                .containsExactlyInAnyOrderElementsOf(runs);
    }

    @Test
    void theSecretIsShownOnceAndTheOneBeforeItSignsForADay() {
        Webhooks webhook = Webhooks.create(receiver.url(), "run.finished");
        assertThat(webhook.secret()).matches("whsec_[A-Za-z0-9+/]{43}=");
        assertThat(Server.admin().get(webhook.path()).asString())
                .doesNotContain("whsec_")
                .doesNotContain("secret");
        assertThat(Server.admin().get("/v1/webhooks").asString()).doesNotContain("whsec_");
        byte[] stored =
                ledger.withHandle(handle -> handle.select("select secret from webhook where id = ?", webhook.id())
                        .mapTo(byte[].class)
                        .one());
        assertThat(new String(stored, java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain("whsec_");
        String second = Server.admin()
                .post(webhook.path() + "/secret")
                .then()
                .statusCode(200)
                .body("secret", not(equalTo(webhook.secret())))
                .extract()
                .path("secret");

        String run = reviewed();
        Awaitility.await().atMost(PATIENCE).until(() -> of(run).size() == 1);
        assertThat(of(run).getFirst().isSignedWith(webhook.secret())).isTrue();
        assertThat(of(run).getFirst().isSignedWith(second)).isTrue();

        ledger.useHandle(
                handle -> handle.execute("update webhook set previous_until = now() where id = ?", webhook.id()));
        String later = reviewed();
        Awaitility.await().atMost(PATIENCE).until(() -> of(later).size() == 1);
        assertThat(of(later).getFirst().isSignedWith(webhook.secret())).isFalse();
        assertThat(of(later).getFirst().isSignedWith(second)).isTrue();
    }

    @Test
    void aWebhookIsChangedAndDeleted() {
        Webhooks webhook = Webhooks.create(receiver.url(), "run.finished", "run.started", "run.finished");
        Server.admin()
                .get(webhook.path())
                .then()
                .statusCode(200)
                .body("events", equalTo(List.of("run.started", "run.finished")))
                .body("enabled", equalTo(true))
                .body("created_by", startsWith("key_"));
        webhook.patch(Map.of("events", List.of("runner.lost"), "enabled", false))
                .then()
                .statusCode(200)
                .body("events", equalTo(List.of("runner.lost")))
                .body("url", equalTo(receiver.url()))
                .body("enabled", equalTo(false));
        Server.admin().get("/v1/webhooks").then().statusCode(200).body("data.id", hasItems(webhook.id()));

        Server.admin().delete(webhook.path()).then().statusCode(204);
        Server.admin().get(webhook.path()).then().statusCode(404);
        Server.admin().get(webhook.path() + "/deliveries").then().statusCode(404);
    }

    @Test
    void whatCannotBeAWebhookIsRefusedByName() {
        refused(Map.of(), "url", "events");
        refused(Map.of("url", receiver.url(), "events", List.of()), "events");
        refused(Map.of("url", receiver.url(), "events", List.of("run.finished", "run.ended")), "events");
        refused(Map.of("url", receiver.url(), "events", Arrays.asList("run.finished", null)), "events");
        for (String url : List.of(
                "",
                "ftp://example.com/",
                "https://user:pass@example.com/",
                "https://example.com/#part",
                "https:///path",
                "https://exa mple.com",
                "https://example.com:0/",
                "https://2130706433/",
                "https://example.com/" + "x".repeat(2000))) {
            refused(Map.of("url", url, "events", List.of("run.finished")), "url");
        }
        Webhooks webhook = Webhooks.create(receiver.url(), "run.finished");
        webhook.patch(Map.of("url", "https://0x7f.1/")).then().statusCode(400).body("errors[0].field", equalTo("url"));
    }

    private static void refused(Map<String, ?> body, String... fields) {
        Response response = Server.admin().body(body).post("/v1/webhooks");
        assertThat(response.statusCode()).as(body.toString()).isEqualTo(400);
        assertThat(response.<List<String>>path("errors.field")).containsExactly(fields);
    }

    /// Its host may have moved to where nothing may be sent; that is no reason to have to keep it.
    @Test
    void aWebhookWhoseUrlIsNoLongerGoodCanBeSwitchedOff() {
        Webhooks webhook = Webhooks.create(receiver.url(), "run.finished");
        ledger.useHandle(
                handle -> handle.execute("update webhook set url = 'https://0x7f.1/' where id = ?", webhook.id()));

        webhook.patch(Map.of("enabled", false)).then().statusCode(200).body("enabled", equalTo(false));
        webhook.patch(Map.of("url", "https://0x7f.2/")).then().statusCode(400);
    }

    @Test
    void aKeyWithLimitsDoesNotSeeThem() {
        Webhooks webhook = Webhooks.create(receiver.url(), "run.finished");
        String limited = Settings.text(Map.of(
                "name",
                "limited",
                "role",
                "admin",
                "scope",
                Map.of("repositories", List.of(Settings.repository().id()))));

        for (String path : List.of("/v1/webhooks", webhook.path(), webhook.path() + "/deliveries")) {
            Settings.key(limited).get(path).then().statusCode(403).body("code", equalTo("forbidden"));
        }
        Settings.key(limited).delete(webhook.path()).then().statusCode(403);
    }

    private String reviewed() {
        String own = Server.lane();
        String runner = Server.register(own, 1);
        String run = Server.submit(own);
        Server.result(Server.claim(runner), Server.review(runner, "warning"))
                .then()
                .statusCode(200);
        return run;
    }

    private List<Receiver.Got> of(String run) {
        return receiver.got().stream()
                .filter(got -> run.equals(got.json().getString("data.run_id")))
                .toList();
    }

    private JsonPath told(String run, String type) {
        return of(run).stream()
                .map(Receiver.Got::json)
                .filter(json -> json.getString("type").equals(type))
                .findFirst()
                .orElseThrow();
    }
}
