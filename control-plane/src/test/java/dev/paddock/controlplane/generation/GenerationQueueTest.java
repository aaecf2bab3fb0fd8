package dev.paddock.controlplane.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;

import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.Server;
import dev.paddock.controlplane.TestBuilds;
import dev.paddock.controlplane.allure.FlakyNpm;
import dev.paddock.controlplane.allure.ReportConfig;
import dev.paddock.controlplane.blob.Blobs;
import dev.paddock.controlplane.blob.Put;
import dev.paddock.controlplane.build.BuildKey;
import dev.paddock.controlplane.http.PublicUrl;
import dev.paddock.controlplane.outcome.Counts;
import dev.paddock.controlplane.sql.InTransaction;
import dev.paddock.controlplane.sql.Json;
import dev.paddock.controlplane.storage.Digest;
import dev.paddock.controlplane.trend.History;
import io.quarkus.arc.Arc;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who makes which report, when replicas take turns and vanish.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
@TestProfile(NoGeneration.class)
class GenerationQueueTest {

    private final Jdbi ledger;
    private final InTransaction transaction;
    private final PublishReport publish;
    private final GenerationConfig config;
    private final GenerationStore own;
    private final GenerationStore other;

    @TempDir
    Path folder;

    GenerationQueueTest(
            Jdbi ledger,
            InTransaction transaction,
            PublishReport publish,
            GenerationStore own,
            Json json,
            GenerationConfig config) {
        this.ledger = ledger;
        this.transaction = transaction;
        this.publish = publish;
        this.config = config;
        this.own = own;
        this.other = new GenerationStore(ledger, json, config);
    }

    private static <T> T the(Class<T> type) {
        return Arc.container().instance(type).get();
    }

    /// Also for the tests that come later, whose server makes what waits.
    @BeforeEach
    @AfterEach
    void anEmptyQueue() {
        ledger.useHandle(handle -> {
            handle.execute("delete from generation");
            handle.execute("update report_project set holder = null, lease_until = null");
        });
    }

    private Optional<Job> claim(GenerationStore store) {
        return transaction.get(store::claim);
    }

    private void expire(BuildKey key) {
        ledger.useHandle(handle -> handle.execute(
                "update report_project set lease_until = now() - interval '1 second' where environment_id = ?",
                key.environment()));
    }

    private boolean fail(Job job) {
        return publish.publish(job, new Made.Nothing(List.of("It could not be made.")));
    }

    private static String status(BuildKey key) {
        return TestBuilds.find(key).getString("status");
    }

    @Test
    void aProjectsReportsAreMadeOneAfterTheOther() {
        BuildKey first = TestBuilds.uploaded("first");
        BuildKey second = new BuildKey(first.environment(), first.project(), "second");
        TestBuilds.upload(second, TestBuilds.zip(TestBuilds.files(TestBuilds.result("pays", "passed"))));

        Job job = claim(own).orElseThrow();

        assertThat(job.key()).isEqualTo(first);
        assertThat(claim(other)).isEmpty();
        assertThat(status(first)).isEqualTo("generating");
        assertThat(status(second)).isEqualTo("queued");
        assertThat(fail(job)).isTrue();
        assertThat(claim(other).orElseThrow().key()).isEqualTo(second);
    }

    @Test
    void anotherProjectsReportIsMadeMeanwhileAndPlacesAreShown() {
        BuildKey first = TestBuilds.uploaded("a");
        BuildKey second = TestBuilds.uploaded("b");
        BuildKey third = TestBuilds.uploaded("c");
        assertThat(TestBuilds.find(third).getInt("queuePosition")).isEqualTo(3);

        assertThat(claim(own).orElseThrow().key()).isEqualTo(first);

        JsonPath waiting = TestBuilds.find(third);
        assertThat(waiting.getInt("queuePosition")).isEqualTo(2);
        assertThat(TestBuilds.find(first).<Object>get("queuePosition")).isNull();
        assertThat(claim(other).orElseThrow().key()).isEqualTo(second);
    }

    @Test
    void whatAVanishedReplicaBeganIsBegunAgainAndItsOwnEndCountsForNothing() {
        BuildKey key = TestBuilds.uploaded("lost");
        Job lost = claim(own).orElseThrow();
        assertThat(own.renew(Set.of(lost.holder()))).containsExactly(lost.holder());
        expire(key);
        assertThat(own.renew(Set.of(lost.holder()))).isEmpty();

        Job again = claim(other).orElseThrow();

        assertThat(again.id()).isEqualTo(lost.id());
        assertThat(again.tries()).isEqualTo(2);
        assertThat(fail(lost)).isFalse();
        assertThat(status(key)).isEqualTo("generating");
    }

    @Test
    void aJobThatIsGivenBackWasNotATry() {
        TestBuilds.uploaded("given-back");
        Job job = claim(own).orElseThrow();

        own.giveBack(job);

        assertThat(claim(other).orElseThrow().tries()).isEqualTo(1);
    }

    @Test
    void oneThatWaitsIsReplacedAndOneThatIsMadeIsFollowed() {
        BuildKey key = TestBuilds.uploaded("again");
        TestBuilds.regenerate(key, Map.of("name", "One"));
        TestBuilds.regenerate(key, Map.of("name", "Two"));

        Job job = claim(own).orElseThrow();
        assertThat(job.overrides().members()).isEqualTo(Map.of("name", "Two"));
        TestBuilds.regenerate(key, Map.of("name", "Three"));
        assertThat(claim(other)).isEmpty();
        assertThat(fail(job)).isTrue();
        assertThat(status(key)).isEqualTo("queued");
        Job next = claim(other).orElseThrow();

        assertThat(next.overrides().members()).isEqualTo(Map.of("name", "Three"));
        assertThat(claim(own)).isEmpty();
    }

    @Test
    void whatIsMadeOfADeletedBuildComesToNothing() {
        BuildKey key = TestBuilds.uploaded("deleted");
        BuildKey next = new BuildKey(key.environment(), key.project(), "next");
        TestBuilds.upload(next, TestBuilds.zip(TestBuilds.files(TestBuilds.result("pays", "passed"))));
        Job job = claim(own).orElseThrow();

        Server.admin().delete(TestBuilds.reports(key) + "/deleted").then().statusCode(204);

        assertThat(fail(job)).isFalse();
        Server.admin().get(TestBuilds.reports(key)).then().body("buildId", contains("next"));
        assertThat(claim(other).orElseThrow().key()).isEqualTo(next);
    }

    /// As a thread does that stood still for longer than its lease, and whose process has gone on.
    @Test
    void whatIsLateOfAnEarlierTurnCountsForNothingInTheSameProcess() throws IOException {
        BuildKey key = TestBuilds.uploaded("late");
        Job first = claim(own).orElseThrow();
        expire(key);
        Job second = claim(own).orElseThrow();
        assertThat(fail(second)).isTrue();
        TestBuilds.regenerate(key, Map.of());
        Job third = claim(own).orElseThrow();
        Digest history = ((Put.Stored) the(Blobs.class).put(new ByteArrayInputStream(new byte[] {'x'}), 1)).digest();
        List<Map<String, Object>> before = turns(key);

        Made.Report late = new Made.Report(
                new ReportConfig(Map.of(), List.of()), List.of(), Counts.NONE, null, history, List.of());

        assertThat(publish.publish(first, late)).isFalse();
        own.giveBack(first);
        assertThat(own.putOff(first)).isFalse();
        assertThat(turns(key)).isEqualTo(before);
        assertThat(fail(third)).isTrue();
    }

    private List<Map<String, Object>> turns(BuildKey key) {
        return ledger.withHandle(handle -> handle.createQuery("""
                        select p.holder, p.lease_until, p.history, g.id, g.state, g.tries
                        from report_project p join generation g using (environment_id, project_id)
                        where environment_id = :environment
                        """)
                .bind("environment", key.environment())
                .mapToMap()
                .list());
    }

    @Test
    void whatCannotBeMadeNowIsLeftForLaterAndWasNotATry() {
        BuildKey key = TestBuilds.uploaded("later");
        Job job = claim(own).orElseThrow();

        assertThat(own.putOff(job)).isTrue();

        assertThat(claim(other)).isEmpty();
        expire(key);
        Job again = claim(other).orElseThrow();
        assertThat(again.tries()).isEqualTo(1);
        ledger.useHandle(handle -> handle.execute("update generation set put_off_since = now() - interval '2 hours'"));
        assertThat(own.putOff(again)).isFalse();
        assertThat(fail(again)).isTrue();
    }

    @Test
    void aReportIsMadeWhenNpmReachesItsRegistryAgain() throws Exception {
        BuildKey key = TestBuilds.uploaded("passes");
        FlakyNpm npm = new FlakyNpm(folder.toRealPath());
        SwiftConfig swift = new SwiftConfig(config);
        GenerationLoop loop = new GenerationLoop(
                new GenerationStore(ledger, the(Json.class), swift),
                new MakeReport(
                        npm.allure(), the(Blobs.class), the(History.class), the(StoreSite.class), the(PublicUrl.class)),
                publish,
                new WorkFolders(swift),
                swift);
        try {
            loop.start(new StartupEvent());

            JsonPath build = TestBuilds.ended(key);

            assertThat(build.getString("status")).as(build.prettify()).isEqualTo("done");
            assertThat(npm.calls()).isEqualTo(2);
        } finally {
            loop.stop(new ShutdownEvent());
        }
    }

    @Test
    void manyAtOnceTakeEveryReportOnce() throws Exception {
        Set<BuildKey> all = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            all.add(TestBuilds.uploaded("build-" + i));
        }
        List<Callable<Optional<Job>>> claims = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            claims.add(() -> claim(own));
            claims.add(() -> claim(other));
        }
        List<BuildKey> taken = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (Future<Optional<Job>> one : threads.invokeAll(claims)) {
                one.get().ifPresent(job -> taken.add(job.key()));
            }
        }
        assertThat(taken).containsExactlyInAnyOrderElementsOf(all);
    }
}
