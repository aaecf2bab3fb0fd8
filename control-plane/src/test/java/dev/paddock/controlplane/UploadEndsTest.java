package dev.paddock.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.sql.InTransaction;
import dev.paddock.controlplane.storage.Digest;
import dev.paddock.controlplane.upload.ReportMade;
import dev.paddock.controlplane.upload.UploadPhases;
import dev.paddock.controlplane.upload.UploadSession.Target;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How uploads end whose results are taken, and who is told. Somebody else has the turn of the project, so that no
/// report is made before a test wants it.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
@Timeout(120)
class UploadEndsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Jdbi ledger;
    private final UploadPhases phases;
    private final InTransaction transaction;
    private final Path blobs;
    private final String build = "build-" + UUID.randomUUID();
    private final byte[] zip = Results.zip(1000);
    private Results.Project project;
    private String sender;
    private String reader;

    UploadEndsTest(
            Jdbi ledger,
            UploadPhases phases,
            InTransaction transaction,
            @ConfigProperty(name = "paddock.storage.folder") Path blobs) {
        this.ledger = ledger;
        this.phases = phases;
        this.transaction = transaction;
        this.blobs = blobs;
    }

    @BeforeEach
    void aProjectWhoseTurnIsTaken() {
        project = Results.project();
        sender = key("developer");
        reader = key("viewer");
        ledger.useHandle(handle -> handle.execute(
                "insert into report_project (environment_id, project_id, holder, lease_until)"
                        + " values (?, ?, 'somebody', now() + interval '1 hour')",
                project.environment(),
                project.id()));
    }

    /// Nobody waits for a turn that never comes.
    @AfterEach
    void nothingIsToBeMade() {
        ledger.useHandle(
                handle -> handle.execute("delete from generation where environment_id = ?", project.environment()));
    }

    private String key(String role) {
        return Settings.text(Map.of("name", "one", "role", role, "scope", Map.of("projects", List.of(project.name()))));
    }

    private void giveTheTurnBack() {
        ledger.useHandle(handle -> handle.execute(
                "update report_project set holder = null, lease_until = null where environment_id = ?",
                project.environment()));
    }

    private Response send(byte[] bytes) {
        return Settings.key(sender)
                .contentType("application/octet-stream")
                .body(bytes)
                .post(project.path() + "/results?buildId=" + build);
    }

    private void taken() {
        send(zip).then().statusCode(202);
        assertThat(upload()).containsEntry("phase", "generating");
    }

    private Map<String, Object> upload() {
        return Results.of(project, build).getFirst();
    }

    private String ended() {
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> List.of("done", "failed").contains((String) upload().get("phase")));
        return String.valueOf(upload().get("phase"));
    }

    /// What a key is told of uploads.
    private static List<Map<String, Object>> told(String key) {
        List<Map<String, Object>> all = Settings.key(key)
                .get("/api/notifications")
                .then()
                .statusCode(200)
                .extract()
                .path("$");
        return all.stream().filter(one -> "upload".equals(one.get("category"))).toList();
    }

    private static Map<String, Object> only(String key) {
        Awaitility.await().atMost(PATIENCE).until(() -> told(key).size() == 1);
        return told(key).getFirst();
    }

    @Test
    void aReportEndsTheUploadAndItsSenderIsTold() {
        taken();

        transaction.get(() -> {
            phases.finish(new Target(project.environment(), project.id(), build), new ReportMade(null, 7, 0, 1, 8));
            return true;
        });

        String url = "/reports/" + project.name() + "/" + build + "/index.html";
        assertThat(upload())
                .containsEntry("phase", "done")
                .containsEntry("passed", 7)
                .containsEntry("skipped", 1)
                .containsEntry("total", 8)
                .containsKey("completedAt")
                .doesNotContainKeys("error", "failedAtPhase")
                .satisfies(done -> assertThat((String) done.get("reportUrl")).endsWith(url));
        assertThat(only(sender))
                .containsEntry("severity", "success")
                .containsEntry("title", "Done: the upload of " + project.name() + "/" + build)
                .containsEntry("body", "The report is ready. Tests: 7 passed, 0 failed, 1 skipped.")
                .extractingByKey("payload")
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .extractingByKey("url")
                .asString()
                .endsWith(url);
        assertThat(told(reader)).isEmpty();
    }

    @Test
    void aReportThatCannotBeMadeFailsTheUpload() throws IOException {
        taken();
        String digest = Digest.of(zip).hex();
        Files.delete(blobs.resolve(digest.substring(0, 2)).resolve(digest));

        giveTheTurnBack();

        assertThat(ended()).isEqualTo("failed");
        assertThat(upload())
                .containsEntry("failedAtPhase", "generating")
                .containsEntry("error", "The results are not in the storage any more; send them again.");
        assertThat(only(sender)).containsEntry("severity", "error").containsEntry("body", upload().get("error"));
        assertThat(told(reader)).isEmpty();
        // The build is there.
        send(zip).then().statusCode(409);
    }

    @Test
    void aBuildThatIsDeletedBeforeItsReportFailsTheUpload() {
        taken();

        Server.admin().delete(project.path() + "/reports/" + build).then().statusCode(204);

        assertThat(upload())
                .containsEntry("phase", "failed")
                .containsEntry("failedAtPhase", "generating")
                .containsEntry("error", "The build was deleted before its report was made.");
        send(Results.zip(10)).then().statusCode(202);
    }

    @Test
    void resultsThatAreNotTakenAreToldToAllWhoMaySeeTheProject() {
        Response refused = send("no zip".getBytes(StandardCharsets.UTF_8));
        refused.then().statusCode(400);

        for (String key : List.of(sender, reader)) {
            assertThat(only(key))
                    .containsEntry("severity", "error")
                    .containsEntry("title", "Failed: the upload of " + project.name() + "/" + build)
                    .containsEntry("body", refused.path("detail"));
        }
        String other = Results.project().name();
        assertThat(told(Settings.text(
                        Map.of("name", "other", "role", "viewer", "scope", Map.of("projects", List.of(other))))))
                .isEmpty();
    }

    @Test
    void aProjectIsDeletedWithItsBuildsAndUploadsInOneTransaction() throws Exception {
        taken();
        Results.begin(project, "open", 10, 1);
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> holder = threads.submit(() -> transaction.call(() -> {
                count("select id from upload_session where environment_id = ? for update");
                held.countDown();
                mayEnd.await();
                return true;
            }));
            held.await();
            Future<Integer> deletion =
                    threads.submit(() -> Server.admin().delete(project.path()).statusCode());
            Awaitility.await().atMost(PATIENCE).until(this::isDeletionWaiting);

            // The builds are deleted, and nobody sees it.
            assertThat(count("select id from build where environment_id = ?")).isOne();
            assertThat(count("select id from project where environment_id = ?")).isOne();
            mayEnd.countDown();
            holder.get();
            assertThat(deletion.get()).isEqualTo(204);
        }
        for (String table : List.of("project", "build", "upload_session", "report_project", "generation")) {
            assertThat(count("select 1 from " + table + " where environment_id = ?"))
                    .as(table)
                    .isZero();
        }
        List<String> references = ledger.withHandle(handle -> handle.select(
                        "select owner from blob_reference where digest = ?",
                        Digest.of(zip).hex())
                .mapTo(String.class)
                .list());
        assertThat(references).isEmpty();
    }

    private boolean isDeletionWaiting() {
        return ledger.withHandle(
                handle -> handle.select("""
                        select count(*) > 0 from pg_stat_activity
                        where wait_event_type = 'Lock' and query like '%delete from upload_session%'
                        """).mapTo(Boolean.class).one());
    }

    private int count(String rows) {
        return ledger.withHandle(handle -> handle.select(rows, project.environment())
                .mapTo(String.class)
                .list()
                .size());
    }

    @Test
    void resultsThatComeWhileTheirProjectIsDeletedAreNotTaken() throws Exception {
        List<Integer> codes = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> sent = IntStream.range(0, 12)
                    .mapToObj(nth -> threads.submit(() -> Results.send(project, build + nth, Results.zip(50_000))
                            .statusCode()))
                    .toList();
            Future<Integer> deletion =
                    threads.submit(() -> Server.admin().delete(project.path()).statusCode());
            assertThat(deletion.get()).isEqualTo(204);
            for (Future<Integer> code : sent) {
                codes.add(code.get());
            }
        }
        assertThat(codes).isSubsetOf(202, 404);
        assertThat(count("select id from upload_session where environment_id = ?"))
                .isZero();
        assertThat(count("select id from build where environment_id = ?")).isZero();
    }
}
