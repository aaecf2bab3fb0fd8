package dev.paddock.controlplane.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.Receiver;
import dev.paddock.controlplane.Server;
import dev.paddock.controlplane.metrics.BacklogStore.Pending;
import dev.paddock.controlplane.metrics.BacklogStore.Slots;
import dev.paddock.controlplane.scaling.DesiredRunners;
import dev.paddock.model.fleet.LaneNeed;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.transaction.UserTransaction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(RealServices.class)
class MetricsTest {

    private static final int ALL_LANES = 1_000_000;

    private final String lane = Server.lane();
    private final BacklogStore backlog;
    private final WaitStore waits;
    private final DesiredRunners desired;
    private final Jdbi ledger;
    private final UserTransaction transaction;

    MetricsTest(
            BacklogStore backlog, WaitStore waits, DesiredRunners desired, Jdbi ledger, UserTransaction transaction) {
        this.backlog = backlog;
        this.waits = waits;
        this.desired = desired;
        this.ledger = ledger;
        this.transaction = transaction;
    }

    @Test
    void pendingTasksAreCountedByLaneAndReason() {
        Server.submit(lane);
        Server.submit(lane);
        Server.submit(Map.of(
                "repository",
                "https://example.com/owner/repo",
                "commit",
                Server.COMMIT,
                "tags",
                List.of(lane),
                "not_before",
                Instant.now().plusSeconds(3600).toString()));

        assertThat(backlog.pending(ALL_LANES))
                .contains(new Pending(lane, "ready", 2), new Pending(lane, "not_before", 1));
    }

    @Test
    void lanesBeyondTheFullestAreOne() {
        Server.submit(lane);
        Server.submit(Server.lane());

        assertThat(backlog.pending(1).stream().map(Pending::lane).distinct())
                .hasSize(2)
                .contains("other");
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(total(backlog.pending(1))).isEqualTo(total(backlog.pending(ALL_LANES))));
    }

    @Test
    void aLaneStallsWhileItsTasksAreReadyAndNobodyTakesOne() throws Exception {
        String stuck = Server.lane();
        String runner = Server.register(lane, 1);
        for (String each : List.of(lane, lane, stuck)) {
            Server.submit(each);
        }
        Server.claim(runner);

        transaction.begin();
        try {
            age("ready_at", lane, 3600);
            age("ready_at", stuck, 1200);
            age("claimed_at", lane, 10);
            assertThat(waitOf(lane).oldest()).isBetween(3600.0, 3660.0);
            assertThat(waitOf(lane).stalled()).isBetween(10.0, 70.0);
            assertThat(waitOf(stuck).oldest()).isBetween(1200.0, 1260.0);
            assertThat(waitOf(stuck).stalled()).isBetween(1200.0, 1260.0);
            // The longest of all that have no name.
            assertThat(waits.waits(0)).singleElement().satisfies(all -> {
                assertThat(all.lane()).isEqualTo("other");
                assertThat(all.oldest()).isGreaterThanOrEqualTo(3600);
                assertThat(all.stalled()).isGreaterThanOrEqualTo(1200);
            });
        } finally {
            transaction.rollback();
        }
        Awaitility.await()
                .untilAsserted(() -> assertThat(Scrape.now().names())
                        .contains("paddock_tasks_oldest_seconds", "paddock_tasks_stalled_seconds"));
    }

    private WaitStore.Wait waitOf(String of) {
        return waits.waits(ALL_LANES).stream()
                .filter(one -> one.lane().equals(of))
                .findFirst()
                .orElseThrow();
    }

    /// Makes what stands in the column that old, where it stands.
    private void age(String column, String of, int seconds) {
        ledger.useHandle(handle -> handle.execute(
                "update task set %1$s = now() - ? * interval '1 second' where lane = ? and %1$s is not null"
                        .formatted(column),
                seconds,
                of));
    }

    @Test
    void everyLaneWithTasksSaysHowManyRunnersItShouldHave() {
        String runner = Server.register(lane, 1);
        for (int i = 0; i < 4; i++) {
            Server.submit(lane);
        }
        Server.claim(runner);

        // Each runner has two slots, as it is without a setting.
        assertThat(desired.ofBusiest(ALL_LANES)).contains(new LaneNeed(lane, 2, 1, 3, 0));
        // Runs without tags always have a lane, be it among the busiest or not.
        assertThat(desired.ofBusiest(3))
                .hasSizeBetween(3, 4)
                .extracting(LaneNeed::lane)
                .contains("default");
        Awaitility.await().untilAsserted(() -> {
            Scrape now = Scrape.now();
            assertThat(now.names())
                    .contains(
                            "paddock_fleet_desired",
                            "paddock_fleet_waiting",
                            "paddock_fleet_assigned",
                            "paddock_fleet_idle");
            assertThat(now.sum("paddock_fleet_desired")).isPositive();
            assertThat(now.series().keySet().stream().filter(one -> one.startsWith("paddock_fleet_desired{")))
                    .hasSizeLessThanOrEqualTo(21);
        });
    }

    @Test
    void aTaskWaitsFromTheMomentItIsReadyAndLastsFromItsClaim() {
        String runner = Server.register(lane, 1);
        String run = Server.submit(lane);
        Scrape before = Scrape.now();

        Server.result(Server.claim(runner), Server.review(runner, "info"))
                .then()
                .statusCode(200);

        Awaitility.await().untilAsserted(() -> {
            Scrape after = Scrape.now();
            assertThat(grown(before, after, "paddock_task_queue_seconds_count")).isPositive();
            assertThat(grown(before, after, "paddock_task_queue_seconds_sum")).isPositive();
            assertThat(grown(before, after, "paddock_claims_total")).isPositive();
            assertThat(grown(before, after, "paddock_task_duration_seconds_count", "outcome=\"succeeded\""))
                    .isPositive();
        });
        boolean between = ledger.withHandle(handle -> handle.createQuery(
                        "select ready_at between created_at and claimed_at from task where run_id = :run")
                .bind("run", run)
                .mapTo(Boolean.class)
                .one());
        assertThat(between).isTrue();
    }

    @Test
    void aLeaseThatARestartedRunnerLeftIsCountedAsLostAndItsCallsAsStale() {
        String runner = Server.register(lane, 1);
        Server.submit(lane);
        String task = Server.claim(runner);
        Scrape before = Scrape.now();

        Server.register(runner, "process-2", lane, 1).then().statusCode(200);
        Server.status(task, "cloning").then().statusCode(409);
        Server.result(task, Server.review(runner, "info")).then().statusCode(409);
        Server.heartbeat(runner, List.of(task)).then().statusCode(200);

        Scrape after = Scrape.now();
        String lost = "code=\"lease_lost\"";
        assertThat(grown(before, after, "paddock_leases_expired_total", "kind=\"lost\""))
                .isPositive();
        assertThat(grown(before, after, "paddock_task_duration_seconds_count", "outcome=\"lost\""))
                .isPositive();
        assertThat(grown(before, after, "paddock_stale_results_total", "call=\"status\"", lost))
                .isPositive();
        assertThat(grown(before, after, "paddock_stale_results_total", "call=\"result\"", lost))
                .isPositive();
        assertThat(grown(before, after, "paddock_heartbeats_total", "leases=\"lost\""))
                .isPositive();
    }

    @Test
    void aCancelledRunThatNobodyClaimedEndsNoLease() {
        String run = Server.submit(lane);
        Scrape before = Scrape.now();

        Server.admin().post("/v1/runs/" + run + "/cancel").then().statusCode(200);

        Scrape after = Scrape.now();
        assertThat(grown(before, after, "paddock_task_duration_seconds_count", "outcome=\"cancelled\""))
                .isZero();
    }

    @Test
    void everySlotIsCountedOnce() throws Exception {
        String runner = Server.register(lane, 5);
        Server.submit(lane);
        Server.claim(runner);

        // What other runners do meanwhile is not seen.
        transaction.begin();
        try {
            ledger.useHandle(handle -> {
                handle.execute("set transaction isolation level repeatable read");
                Slots online = backlog.slots();

                handle.execute("update runner set draining = true where id = ?", runner);
                Slots draining = backlog.slots();
                assertThat(change(online, draining)).isEqualTo(new Slots(-4, 0, 0, 0, 4));

                handle.execute("update runner set reported = 'offline' where id = ?", runner);
                assertThat(change(draining, backlog.slots())).isEqualTo(new Slots(0, 0, 0, 4, -4));

                handle.execute("update runner set reported = 'online' where id = ?", runner);
                handle.execute("""
                    update runner set registered_at = now() - interval '1 day', last_heartbeat_at = null where id = ?
                    """, runner);
                Slots offline = backlog.slots();
                assertThat(change(draining, offline)).isEqualTo(new Slots(0, 0, 0, 4, -4));

                handle.execute("update runner set deregistered_at = now() where id = ?", runner);
                assertThat(change(offline, backlog.slots())).isEqualTo(new Slots(0, -1, 0, -4, 0));
            });
        } finally {
            transaction.rollback();
        }
    }

    @Test
    void aRunnerThatBeatsButDoesNotPollHasNoFreeSlot() throws Exception {
        String runner = Server.register(lane, 5);

        transaction.begin();
        try {
            ledger.useHandle(handle -> {
                handle.execute("set transaction isolation level repeatable read");
                Slots before = backlog.slots();

                handle.execute("""
                        update runner set registered_at = now() - interval '80 s', last_poll_at = now() - interval '76 s',
                            last_heartbeat_at = now() where id = ?
                        """, runner);
                assertThat(change(before, backlog.slots())).isEqualTo(new Slots(-5, 0, 5, 0, 0));
            });
        } finally {
            transaction.rollback();
        }
    }

    @Test
    void aRunnerThatStopsIsDrainingAndNotSilent() throws Exception {
        String runner = Server.register(lane, 2);
        Server.submit(lane);
        String task = Server.claim(runner);
        Server.leave(runner, List.of(task)).then().statusCode(200);

        transaction.begin();
        try {
            ledger.useHandle(handle -> {
                handle.execute("set transaction isolation level repeatable read");
                Slots before = backlog.slots();

                handle.execute("""
                        update runner set registered_at = now() - interval '80 s', last_poll_at = now() - interval '76 s',
                            last_heartbeat_at = now() where id = ?
                        """, runner);
                Slots quiet = backlog.slots();
                assertThat(change(before, quiet)).isEqualTo(new Slots(0, 0, 0, 0, 0));

                // As if it had not said so.
                handle.execute("update runner set leaving = false where id = ?", runner);
                assertThat(change(quiet, backlog.slots())).isEqualTo(new Slots(0, 0, 1, 0, -1));
            });
        } finally {
            transaction.rollback();
        }
    }

    private static Slots change(Slots before, Slots after) {
        return new Slots(
                after.free() - before.free(),
                after.busy() - before.busy(),
                after.silent() - before.silent(),
                after.offline() - before.offline(),
                after.draining() - before.draining());
    }

    @Test
    void whatWaitsForKafkaIsShownWithItsAge() {
        RealServices.broker().stop();
        try {
            Server.submit(lane);
            // A runner that came is an event, too.
            Server.register(lane, 1);
            Awaitility.await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> {
                Scrape now = Scrape.now();
                assertThat(now.sum("paddock_announcements_waiting")).isPositive();
                assertThat(now.sum("paddock_announcements_oldest_seconds")).isPositive();
                assertThat(now.sum("paddock_events_waiting")).isPositive();
                assertThat(now.sum("paddock_events_oldest_seconds")).isPositive();
                assertThat(now.sum("paddock_runner_events_waiting")).isPositive();
                assertThat(now.sum("paddock_runner_events_oldest_seconds")).isPositive();
            });
        } finally {
            RealServices.broker().start();
        }
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            assertThat(backlog.announcements()).isEqualTo(new BacklogStore.Lag(0, 0));
            assertThat(backlog.runEvents()).isEqualTo(new BacklogStore.Lag(0, 0));
            assertThat(backlog.runnerEvents()).isEqualTo(new BacklogStore.Lag(0, 0));
        });
    }

    @Test
    void whatWebhooksAreToldIsCountedAndWhatTheyHaveNotTakenIsShown() throws Exception {
        // Those of other tests have their own tries, which are counted, too.
        ledger.useHandle(handle -> handle.execute("delete from webhook"));
        Scrape before = Scrape.now();
        try (Receiver receiver = new Receiver()) {
            receiver.next(Receiver.answer(500, ""))
                    .next(Receiver.answer(204, ""))
                    .always(Receiver.answer(410, ""));
            String webhook = Server.admin()
                    .body(Map.of("url", receiver.url(), "events", List.of("build.finished")))
                    .post("/v1/webhooks")
                    .path("id");
            insert(webhook, "first", 90);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(attempts(before, "taken")).isEqualTo(1));
            assertThat(attempts(before, "failed")).isEqualTo(1);
            insert(webhook, "second", 90);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(attempts(before, "gone")).isEqualTo(1));

            transaction.begin();
            try {
                BacklogStore.Lag none = backlog.webhooks();
                insert(webhook, "third", 90);
                BacklogStore.Lag one = backlog.webhooks();
                assertThat(one.rows()).isEqualTo(none.rows() + 1);
                assertThat(one.oldest()).isGreaterThanOrEqualTo(90);
            } finally {
                transaction.rollback();
            }
        } finally {
            ledger.useHandle(handle -> handle.execute("delete from webhook"));
        }
        assertThat(Scrape.now().names())
                .contains("paddock_webhook_messages_waiting", "paddock_webhook_messages_oldest_seconds");
    }

    private static double attempts(Scrape before, String outcome) {
        return grown(before, Scrape.now(), "paddock_webhook_attempts_seconds_count", "outcome=\"" + outcome + "\"");
    }

    /// A message that has been due for some seconds.
    private void insert(String webhook, String source, int seconds) {
        ledger.useHandle(handle -> handle.execute("""
                insert into webhook_delivery (id, webhook_id, source, event, subject, payload, due_at)
                values (?, ?, ?, 'build.finished', 'build', '{}', now() - ? * interval '1 second')
                """, webhook + source, webhook, source, seconds));
    }

    private static double grown(Scrape before, Scrape after, String name, String... labels) {
        return after.sum(name, labels) - before.sum(name, labels);
    }

    private static long total(List<Pending> pending) {
        return pending.stream().mapToLong(Pending::tasks).sum();
    }
}
