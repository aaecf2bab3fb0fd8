package dev.paddock.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.build.BuildKey;
import dev.paddock.controlplane.webhook.Message;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Who is told that a build's report is there, or could not be made.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
@Timeout(300)
class BuildFinishedTest {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final Jdbi ledger;
    private BuildKey key;
    private Receiver receiver;
    private Webhooks webhook;

    BuildFinishedTest(Jdbi ledger) {
        this.ledger = ledger;
    }

    @BeforeEach
    void listen() throws Exception {
        key = TestBuilds.key("2024-01-15-001");
        receiver = new Receiver();
        webhook = Webhooks.create(receiver.url(), Message.BUILD_FINISHED);
    }

    @AfterEach
    void hangUp() {
        ledger.useHandle(handle -> handle.execute("delete from webhook"));
        receiver.close();
    }

    /// What the receiver was told of the build, which may be one of several.
    private List<Receiver.Got> told(int count) {
        return Awaitility.await()
                .atMost(PATIENCE)
                .until(
                        () -> receiver.got().stream()
                                .filter(got ->
                                        got.json().getString("data.envId").equals(key.environment()))
                                .toList(),
                        all -> all.size() == count);
    }

    /// The notices that a reader has who may see `project` alone, newest first.
    private static JsonPath notices(String project) {
        String reader = Settings.text(
                Map.of("name", "reader", "role", "viewer", "scope", Map.of("projects", List.of(project))));
        return Awaitility.await()
                .atMost(PATIENCE)
                .until(
                        () -> Settings.key(reader)
                                .get("/api/notifications?limit=0")
                                .then()
                                .statusCode(200)
                                .extract()
                                .jsonPath(),
                        notices -> !notices.getList("id").isEmpty());
    }

    private String project() {
        return key.environment() + "/" + key.project();
    }

    @Test
    void aReportThatIsThereIsToldToWebhooksAndToThoseWhoSeeTheProject() {
        TestBuilds.upload(key, TestBuilds.zip(TestBuilds.files(TestBuilds.result("pays", "passed"))));
        JsonPath build = TestBuilds.ended(key);

        Receiver.Got got = told(1).getFirst();
        assertThat(got.isSignedWith(webhook.secret())).isTrue();
        assertThat(got.json().getString("type")).isEqualTo("build.finished");
        // As the build is shown.
        assertThat(got.json().getMap("data")).isEqualTo(build.getMap(""));
        assertThat(got.json().getString("data.status")).isEqualTo("done");
        JsonPath notices = notices(project());
        assertThat(notices.getList("title")).containsExactly("Report ready: " + project() + " 2024-01-15-001");
        assertThat(notices.getString("[0].body")).isEqualTo("Tests: 1 passed, 0 failed, 0 skipped.");
        assertThat(notices.getString("[0].category")).isEqualTo("report");
        assertThat(notices.getString("[0].severity")).isEqualTo("success");
        assertThat(notices.getString("[0].payload.url")).isEqualTo(build.getString("reportUrl"));
    }

    @Test
    void eachNewReportOfABuildIsToldAndWhetherItsGateIsPassed() {
        TestBuilds.upload(key, TestBuilds.zip(TestBuilds.files(TestBuilds.result("pays", "failed"))));
        TestBuilds.ended(key);
        TestBuilds.regenerate(key, Map.of("qualityGate", Map.of("rules", List.of(Map.of("maxFailures", 0)))));
        TestBuilds.ended(key);

        List<Receiver.Got> told = told(2);

        assertThat(told.stream().map(Receiver.Got::id)).doesNotHaveDuplicates();
        assertThat(told.stream().map(got -> got.json().get("data.qualityGate.passed")))
                .containsExactlyInAnyOrder(null, false);
        JsonPath notices = notices(project());
        assertThat(notices.getList("severity")).containsExactly("warning", "warning");
        assertThat(notices.getString("[0].body"))
                .isEqualTo("Tests: 0 passed, 1 failed, 0 skipped. The quality gate is not passed.");
    }

    @Test
    void aReportThatCouldNotBeMadeIsToldWithTheReason() {
        byte[] zip = TestBuilds.zip(TestBuilds.files(TestBuilds.result("pays", "passed")));
        TestBuilds.upload(key, Arrays.copyOf(zip, 100));
        TestBuilds.ended(key);

        assertThat(told(1).getFirst().json().getString("data.status")).isEqualTo("failed");
        JsonPath notices = notices(project());
        assertThat(notices.getString("[0].severity")).isEqualTo("error");
        assertThat(notices.getString("[0].title")).isEqualTo("No report: " + project() + " 2024-01-15-001");
        assertThat(notices.getString("[0].body")).contains("cannot be unpacked");
        assertThat(notices.getString("[0].payload.url")).endsWith(TestBuilds.reports(key));
    }

    @Test
    void whoMayNotSeeTheProjectIsNotTold() {
        TestBuilds.upload(key, TestBuilds.zip(TestBuilds.files(TestBuilds.result("pays", "passed"))));
        TestBuilds.ended(key);
        BuildKey other = TestBuilds.uploaded("other");
        TestBuilds.ended(other);

        assertThat(notices(other.environment() + "/" + other.project()).getList("title", String.class))
                .isNotEmpty()
                .allMatch(title -> title.contains(other.environment()));
    }
}
