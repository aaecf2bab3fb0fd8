package dev.paddock.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.paddock.controlplane.EventReader.Event;
import dev.paddock.controlplane.sql.InTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Uploads whose calls go to either replica, and their changes as they come in at either.
@QuarkusTest
@AtTwoReplicas
@QuarkusTestResource(RealServices.class)
@Timeout(120)
class UploadStreamTest {

    private static final String STREAM = "/api/uploads/stream";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int CHUNKS = 20;

    private final Jdbi ledger;
    private final InTransaction transaction;
    private final String build = "build-" + UUID.randomUUID();
    private final byte[] zip = Results.zip(200_000);
    private Results.Project project;

    UploadStreamTest(Jdbi ledger, InTransaction transaction) {
        this.ledger = ledger;
        this.transaction = transaction;
    }

    @BeforeEach
    void make() {
        project = Results.project();
    }

    private List<Event> own(List<Event> events) {
        return events.stream().filter(event -> event.data().contains(build)).toList();
    }

    private static List<Object> member(List<Event> events, String name) {
        return events.stream()
                .map(event -> JsonPath.from(event.data()).<Object>get(name))
                .toList();
    }

    @Test
    void whatChangesIsSentAtEitherReplica() throws Exception {
        try (EventReader one = new EventReader(STREAM, null);
                EventReader other = new EventReader(STREAM, null)) {
            assertThat(one.headers().firstValue("X-Accel-Buffering")).contains("no");
            Awaitility.await().atMost(PATIENCE).until(() -> one.comments().contains(": ping"));

            Results.send(project, build, zip).then().statusCode(202);

            for (EventReader reader : List.of(one, other)) {
                Awaitility.await()
                        .atMost(PATIENCE)
                        .until(() -> member(own(reader.events()), "phase").stream()
                                .anyMatch(phase -> !phase.equals("uploading")));
                assertThat(reader.events()).allMatch(event -> event.name().equals("update"));
                Map<String, Object> told =
                        JsonPath.from(own(reader.events()).getLast().data()).getMap("");
                assertThat(told)
                        .containsKeys("id", "uploadId", "fileName", "totalSize", "receivedChunks", "startedAt")
                        .containsEntry("envId", project.environment());
            }
        }
    }

    @Test
    void whoComesBackMissesNoUploadAndNoneOfItsEnds() throws Exception {
        List<Event> all = new ArrayList<>();
        try (EventReader first = new EventReader(STREAM, null)) {
            Results.announce(project, build, 1, 1);
            Awaitility.await().atMost(PATIENCE).until(() -> !own(first.events()).isEmpty());
            all.addAll(first.events());
        }
        Thread writer = Thread.startVirtualThread(() -> IntStream.range(0, 60)
                .forEach(nth -> Results.announce(project, build + "." + nth, 1, 1)
                        .then()
                        .statusCode(201)));
        while (own(all).stream()
                        .map(event -> JsonPath.from(event.data()).getString("buildId"))
                        .distinct()
                        .count()
                < 61) {
            try (EventReader reader = new EventReader(STREAM, all.getLast().id())) {
                Awaitility.await()
                        .atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> !reader.events().isEmpty());
                all.addAll(List.copyOf(reader.events()));
            }
        }
        writer.join();

        // Each changed once, so each came once.
        assertThat(member(own(all), "buildId")).doesNotHaveDuplicates().hasSize(61);
        List<Long> places = all.stream().map(event -> Long.valueOf(event.id())).toList();
        assertThat(places).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void whatIsCommittedLateIsNotMissed() throws Exception {
        String early = Results.begin(project, build, 1, 1);
        CountDownLatch changed = new CountDownLatch(1);
        CountDownLatch mayCommit = new CountDownLatch(1);
        try (EventReader reader = new EventReader(STREAM, null)) {
            Awaitility.await().atMost(PATIENCE).until(() -> reader.comments().contains(": ping"));
            Thread slow = Thread.startVirtualThread(() -> transaction.get(() -> {
                int rows = ledger.withHandle(handle -> handle.execute(
                        "update upload_session set no = null, file_name = 'late' where upload_id = ?", early));
                changed.countDown();
                await(mayCommit);
                return rows;
            }));
            await(changed);
            Results.begin(project, build + ".other", 1, 1);
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> member(own(reader.events()), "buildId").contains(build + ".other"));
            mayCommit.countDown();
            slow.join();

            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> member(own(reader.events()), "fileName").contains("late"));
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void chunksGoToEitherReplicaAndEitherPutsThemTogether() {
        String upload = Results.begin(project, build, zip.length, CHUNKS);
        int size = zip.length / CHUNKS + 1;
        for (int index = 0; index < CHUNKS; index++) {
            byte[] part = Arrays.copyOfRange(zip, index * size, Math.min(zip.length, (index + 1) * size));
            Results.chunk(project, upload, index, CHUNKS, part)
                    .then()
                    .statusCode(200)
                    .body("received", equalTo(index + 1));
        }
        for (int i = 0; i < 4; i++) {
            Results.complete(project, upload).then().statusCode(202);
        }
    }

    @Test
    void twinsAtEitherReplicaAreTakenOnce() throws Exception {
        byte[] large = Results.zip(20_000_000);
        Callable<Response> send = () -> Results.bytes(Results.ZIP, large)
                .header("Idempotency-Key", build)
                .post(project.path() + "/results?buildId=" + build);
        Set<String> ids = new HashSet<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Response> reply : threads.invokeAll(Collections.nCopies(4, send))) {
                ids.add(reply.get().then().statusCode(202).extract().path("uploadId"));
            }
        }
        assertThat(ids).hasSize(1);
        assertThat(Results.of(project, build)).hasSize(1);
    }

    @Test
    void aPlaceThatIsNoneIsRefused() {
        for (String bad : List.of("latest", "-1", "1".repeat(19))) {
            Server.admin()
                    .header("Last-Event-ID", bad)
                    .accept("text/event-stream")
                    .get(STREAM)
                    .then()
                    .statusCode(400)
                    .body("errors[0].field", equalTo("Last-Event-ID"));
        }
    }
}
