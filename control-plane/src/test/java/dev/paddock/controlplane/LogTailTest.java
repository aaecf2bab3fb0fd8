package dev.paddock.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.paddock.controlplane.EventReader.Event;
import dev.paddock.controlplane.http.EventStreams;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A log followed while it grows.
@QuarkusTest
@AtTwoReplicas
@QuarkusTestResource(RealServices.class)
@Timeout(120)
class LogTailTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String lane = Server.lane();
    private final EventStreams streams;
    private final Jdbi ledger;
    private String runner = "";
    private String run = "";
    private String task = "";

    LogTailTest(EventStreams streams, Jdbi ledger) {
        this.streams = streams;
        this.ledger = ledger;
    }

    @BeforeEach
    void aClaimedTask() {
        runner = Server.register(lane, 1);
        run = Server.submit(lane);
        task = Server.claim(runner);
    }

    @Test
    void whatIsThereAndWhatComesIsSentUntilTheRunHasEnded() throws Exception {
        Server.logs(task, 1, List.of("one")).then().statusCode(200);
        try (EventReader reader = open(null)) {
            assertThat(reader.headers().firstValue("X-Accel-Buffering")).contains("no");
            assertThat(reader.headers().firstValue("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
            Awaitility.await().atMost(PATIENCE).until(() -> reader.events().size() == 1);
            Server.logs(task, 2, List.of("two")).then().statusCode(200);
            Awaitility.await().atMost(PATIENCE).until(() -> reader.events().size() == 2);
            Server.result(task, Server.review(runner, "info")).then().statusCode(200);

            List<Event> events = reader.toTheEnd();
            assertThat(reader.comments()).first().isEqualTo(": ping");
            assertThat(messages(events)).containsExactly("one", "two");
            assertThat(events.getLast().name()).isEqualTo("end");
            assertThat(JsonPath.from(events.getLast().data()).getString("status"))
                    .isEqualTo("success");
            assertThat(JsonPath.from(events.getFirst().data()).getString("cursor"))
                    .isEqualTo(events.getFirst().id());
        }
    }

    @Test
    void whoComesBackWhileLinesComeInMissesNoneAndGetsNoneTwice() throws Exception {
        Random random = new Random(11);
        Thread writer = Thread.startVirtualThread(() -> {
            for (int batch = 0; batch < 30; batch++) {
                int first = batch * 20 + 1;
                List<String> lines = IntStream.range(first, first + 20)
                        .mapToObj(String::valueOf)
                        .toList();
                Server.logs(task, first, lines).then().statusCode(200);
            }
            Server.result(task, Server.review(runner, "info")).then().statusCode(200);
        });
        List<Event> all = new ArrayList<>();
        while (all.isEmpty() || !all.getLast().name().equals("end")) {
            try (EventReader reader = open(all.isEmpty() ? null : all.getLast().id())) {
                int some = 1 + random.nextInt(100);
                Awaitility.await()
                        .atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> {
                            List<Event> events = reader.events();
                            return events.size() >= some
                                    || (!events.isEmpty()
                                            && events.getLast().name().equals("end"));
                        });
                all.addAll(List.copyOf(reader.events()));
            }
        }
        writer.join();

        assertThat(messages(all))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 600).mapToObj(String::valueOf).toList());
    }

    @Test
    void allAttemptsAreFollowed() throws Exception {
        Server.logs(task, 1, List.of("first attempt")).then().statusCode(200);
        try (EventReader reader = open(null)) {
            ledger.useHandle(handle -> handle.execute(
                    "update task set lease_until = now() - interval '1 second' where id = ?", UUID.fromString(task)));
            String second = Server.claim(runner);
            Server.logs(second, 1, List.of("second attempt")).then().statusCode(200);
            Server.result(second, Server.review(runner, "info")).then().statusCode(200);

            assertThat(messages(reader.toTheEnd())).containsExactly("first attempt", "second attempt");
        }
    }

    /// More than one look brings of one run, and of all together.
    @Test
    void largeLogsAreFollowedToTheEnd() throws Exception {
        String line = "x".repeat(4_500);
        List<String> runs = new ArrayList<>(List.of(run));
        fill(task, line);
        for (int i = 0; i < 5; i++) {
            runs.add(Server.submit(lane));
            task = Server.claim(runner);
            fill(task, line);
        }
        List<EventReader> readers = new ArrayList<>();
        for (String one : runs) {
            readers.add(new EventReader("/v1/runs/" + one + "/logs/stream", null));
        }

        List<String> wanted =
                IntStream.rangeClosed(1, 400).mapToObj(i -> i + line).toList();
        for (EventReader reader : readers) {
            assertThat(messages(reader.toTheEnd())).isEqualTo(wanted);
            reader.close();
        }
    }

    private void fill(String task, String line) {
        for (int first : List.of(1, 201)) {
            List<String> lines =
                    IntStream.range(first, first + 200).mapToObj(i -> i + line).toList();
            Server.logs(task, first, lines).then().statusCode(200);
        }
        Server.result(task, Server.review(runner, "info")).then().statusCode(200);
    }

    @Test
    void manyFollowOneLogAndWhoHangsUpIsForgotten() throws Exception {
        int before = streams.count();
        List<EventReader> readers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            readers.add(open(null));
        }
        Server.logs(task, 1, List.of("for all")).then().statusCode(200);
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> readers.stream()
                        .allMatch(reader -> messages(reader.events()).equals(List.of("for all"))));

        for (EventReader reader : readers) {
            reader.close();
        }

        Awaitility.await().atMost(PATIENCE).until(() -> streams.count() <= before);
    }

    @Test
    void aPlaceThatIsNoneAndAnUnknownRunAreRefused() {
        Server.admin()
                .header("Last-Event-ID", "latest")
                .accept("text/event-stream")
                .get("/v1/runs/" + run + "/logs/stream")
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("Last-Event-ID"));
        Server.admin()
                .accept("text/event-stream")
                .get("/v1/runs/run_01ARZ3NDEKTSV4RRFFQ69G5FAV/logs/stream")
                .then()
                .statusCode(404);
    }

    private EventReader open(@Nullable String last) throws Exception {
        return new EventReader("/v1/runs/" + run + "/logs/stream", last);
    }

    private static List<String> messages(List<Event> events) {
        return events.stream()
                .filter(event -> event.name().equals("log"))
                .map(event -> JsonPath.from(event.data()).getString("message"))
                .toList();
    }
}
