package dev.paddock.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.paddock.controlplane.EventReader.Event;
import dev.paddock.controlplane.notification.Audience;
import dev.paddock.controlplane.notification.Notice;
import dev.paddock.controlplane.notification.Notifications;
import dev.paddock.controlplane.sql.InTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Notifications as they come in, at either replica.
@QuarkusTest
@AtTwoReplicas
@QuarkusTestResource(RealServices.class)
@Timeout(120)
class NotificationStreamTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String mark = UUID.randomUUID().toString();
    private final Notifications notifications;
    private final InTransaction transaction;
    private final Jdbi ledger;
    private Settings.Repository repository;
    private String key;

    NotificationStreamTest(Notifications notifications, InTransaction transaction, Jdbi ledger) {
        this.notifications = notifications;
        this.transaction = transaction;
        this.ledger = ledger;
    }

    @BeforeEach
    void aReaderOfItsOwn() {
        repository = Settings.repository();
        key = Settings.text(
                Map.of("name", "reader", "role", "viewer", "scope", Map.of("repositories", List.of(repository.id()))));
    }

    @Test
    void whatComesIsSentAndWhatIsNotForTheReaderIsNot() throws Exception {
        tell("before");
        Awaitility.await().until(() -> unnumbered() == 0);
        try (EventReader reader = open(null)) {
            assertThat(reader.headers().firstValue("X-Accel-Buffering")).contains("no");
            Awaitility.await().atMost(PATIENCE).until(() -> reader.comments().contains(": ping"));
            transaction.get(() -> notifications.tell(notice("not for all", Audience.ofManagers())));
            tell("one");
            tell("two");

            Awaitility.await().atMost(PATIENCE).until(() -> reader.events().size() == 2);
            assertThat(titles(reader.events())).containsExactly("one", "two");
            assertThat(reader.events()).allMatch(event -> event.name().equals("notification"));
            Map<String, Object> first =
                    JsonPath.from(reader.events().getFirst().data()).getMap("");
            Map<String, Object> listed =
                    Settings.key(key).get("/api/notifications").path("[1]");
            assertThat(first).containsOnlyKeys(listed.keySet());
            // Each replica has a public URL of its own here.
            listed.remove("payload");
            assertThat(first).containsAllEntriesOf(listed);
        }
    }

    @Test
    void whoComesBackMissesNoneAndGetsNoneTwice() throws Exception {
        try (EventReader first = open(null)) {
            tell("0");
            Awaitility.await().atMost(PATIENCE).until(() -> first.events().size() == 1);
            List<Event> all = new ArrayList<>(first.events());
            Thread writer = Thread.startVirtualThread(() -> IntStream.rangeClosed(1, 300)
                    .forEach(number ->
                            transaction.get(() -> notifications.tell(notice(String.valueOf(number), ofRepository())))));
            while (all.size() < 301) {
                try (EventReader reader = open(all.getLast().id())) {
                    Awaitility.await()
                            .atMost(PATIENCE)
                            .pollInterval(Duration.ofMillis(5))
                            .until(() -> !reader.events().isEmpty());
                    all.addAll(List.copyOf(reader.events()));
                }
            }
            writer.join();

            assertThat(titles(all))
                    .containsExactlyElementsOf(IntStream.rangeClosed(0, 300)
                            .mapToObj(String::valueOf)
                            .toList());
        }
    }

    @Test
    void whatIsCommittedLateIsNotMissed() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        CountDownLatch mayCommit = new CountDownLatch(1);
        try (EventReader reader = open(null)) {
            Thread slow = Thread.startVirtualThread(() -> transaction.get(() -> {
                boolean fresh = notifications.tell(notice("begun first", ofRepository()));
                told.countDown();
                await(mayCommit);
                return fresh;
            }));
            await(told);
            tell("begun second");
            Awaitility.await().atMost(PATIENCE).until(() -> reader.events().size() == 1);
            mayCommit.countDown();
            slow.join();

            Awaitility.await().atMost(PATIENCE).until(() -> reader.events().size() == 2);
            assertThat(titles(reader.events())).containsExactly("begun second", "begun first");
        }
    }

    @Test
    void whatWasReadOrDeletedMeanwhileIsSentAsItIs() throws Exception {
        try (EventReader first = open(null)) {
            for (String title : List.of("start", "deleted", "read", "new")) {
                tell(title);
            }
            Awaitility.await().atMost(PATIENCE).until(() -> first.events().size() == 4);
            List<String> ids = first.events().stream()
                    .map(event -> JsonPath.from(event.data()).getString("id"))
                    .toList();
            Settings.key(key).delete("/api/notifications/" + ids.get(1)).then().statusCode(204);
            Settings.key(key)
                    .patch("/api/notifications/" + ids.get(2) + "/read")
                    .then()
                    .statusCode(204);

            try (EventReader again = open(first.events().getFirst().id())) {
                Awaitility.await().atMost(PATIENCE).until(() -> again.events().size() == 2);
                assertThat(titles(again.events())).containsExactly("read", "new");
                assertThat(again.events().stream()
                                .map(event -> JsonPath.from(event.data()).getBoolean("read")))
                        .containsExactly(true, false);
            }
        }
    }

    @Test
    void aPlaceThatIsNoneIsRefused() {
        for (String bad : List.of("latest", "-1", "1".repeat(19))) {
            Settings.key(key)
                    .header("Last-Event-ID", bad)
                    .accept("text/event-stream")
                    .get("/api/notifications/stream")
                    .then()
                    .statusCode(400)
                    .body("errors[0].field", equalTo("Last-Event-ID"));
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private EventReader open(@Nullable String last) throws Exception {
        return new EventReader("/api/notifications/stream", key, last);
    }

    private void tell(String what) {
        transaction.get(() -> notifications.tell(notice(what, ofRepository())));
    }

    private Audience ofRepository() {
        return Audience.ofRepository(repository.id());
    }

    private Notice notice(String what, Audience audience) {
        return new Notice(
                what + " " + mark, Notice.Category.REPORT, Notice.Severity.INFO, what, "Something.", "/", audience);
    }

    private long unnumbered() {
        return ledger.withHandle(handle -> handle.select("select count(*) from notification where no is null")
                .mapTo(Long.class)
                .one());
    }

    private static List<String> titles(List<Event> events) {
        return events.stream()
                .map(event -> JsonPath.from(event.data()).getString("title"))
                .toList();
    }

    /// Such as before a backup was restored.
    @Test
    void whoHasSeenMoreThanThereIsHearsWhatComes() throws Exception {
        try (EventReader reader = open("999999999999999999")) {
            Awaitility.await().atMost(PATIENCE).until(() -> reader.comments().contains(": ping"));
            tell("one");

            Awaitility.await().atMost(PATIENCE).until(() -> reader.events().size() == 1);
            assertThat(titles(reader.events())).containsExactly("one");
        }
    }
}
