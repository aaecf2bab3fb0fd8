package dev.paddock.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.paddock.controlplane.sql.InTransaction;
import dev.paddock.controlplane.webhook.Message;
import dev.paddock.controlplane.webhook.Messages;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How messages get to receivers that do not always take them.
@QuarkusTest
@AtTwoReplicas
@QuarkusTestResource(RealServices.class)
@Timeout(120)
class WebhookDeliveryTest {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final Messages messages;
    private final InTransaction transaction;
    private final Jdbi ledger;
    private Receiver receiver;
    private Webhooks webhook;

    WebhookDeliveryTest(Messages messages, InTransaction transaction, Jdbi ledger) {
        this.messages = messages;
        this.transaction = transaction;
        this.ledger = ledger;
    }

    /// Of reviews, which nobody makes meanwhile.
    @BeforeEach
    void listen() throws Exception {
        receiver = new Receiver();
        webhook = Webhooks.create(receiver.url(), Message.RUN_REVIEWED);
    }

    @AfterEach
    void hangUp() {
        ledger.useHandle(handle -> handle.execute("delete from webhook"));
        receiver.close();
    }

    private void tell() {
        transaction.get(this::add);
    }

    private int add() {
        String run = "run-" + UUID.randomUUID();
        return messages.add(List.of(new Message(
                Message.RUN_REVIEWED, "run " + run, run, Instant.now().plusSeconds(5), Map.of("run_id", run))));
    }

    private void await(List<String> states) {
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(webhook.states()).isEqualTo(states));
    }

    @Test
    void whatWasNotTakenIsSentAgainAsTheSameMessage() {
        receiver.next(Receiver.answer(500, "not now")).next(Receiver.answer(503, ""));
        tell();
        await(List.of("delivered"));

        assertThat(receiver.got()).hasSize(3).allMatch(got -> got.isSignedWith(webhook.secret()));
        assertThat(receiver.got().stream().map(Receiver.Got::id).distinct()).hasSize(1);
        assertThat(receiver.got().stream().map(Receiver.Got::body).distinct()).hasSize(1);
        assertThat(webhook.deliveries().getList("data[0].attempts.status_code")).containsExactly(500, 503, 204);
        assertThat(webhook.deliveries().getList("data[0].attempts.error"))
                .containsExactly("The receiver answered 500.", "The receiver answered 503.", null);
        assertThat(webhook.view().getString("failing_since")).isNull();
    }

    @Test
    void afterTheLastPauseItHasFailedUntilSomebodyAsksForIt() {
        receiver.always(Receiver.answer(500, ""));
        tell();
        await(List.of("failed"));
        assertThat(receiver.got()).hasSize(4);
        assertThat(webhook.view().getString("failing_since")).isNotNull();
        String delivery = webhook.deliveries().getString("data[0].id");

        receiver.always(Receiver.answer(200, "now"));
        webhook.redeliver(delivery)
                .then()
                .statusCode(202)
                .body("status", equalTo("pending"))
                .body("id", equalTo(delivery));
        await(List.of("delivered"));

        assertThat(receiver.got().getLast().id()).isEqualTo(delivery);
        assertThat(webhook.view().getString("failing_since")).isNull();
        webhook.redeliver("msg_none").then().statusCode(404);
    }

    @Test
    void aReceiverThatIsGoneIsToldNothingAnyMoreAndManagersAreTold() {
        receiver.next(Receiver.answer(500, "")).always(Receiver.answer(410, ""));
        tell();
        tell();
        await(List.of("failed", "failed"));

        assertThat(webhook.view().getBoolean("enabled")).isFalse();
        assertThat(webhook.view().getString("disabled_reason")).contains("410");
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> Server.admin()
                        .get("/api/notifications?limit=0")
                        .<List<String>>path("title")
                        .contains("Disabled: the webhook " + webhook.id()));
        tell();
        assertThat(webhook.states()).hasSize(2);
        String delivery = webhook.deliveries().getString("data[0].id");
        webhook.redeliver(delivery).then().statusCode(409).body("code", equalTo("webhook_disabled"));

        receiver.always(Receiver.answer(204, ""));
        webhook.patch(Map.of("enabled", true)).then().statusCode(200).body("disabled_reason", equalTo(null));
        webhook.redeliver(delivery).then().statusCode(202);
        await(List.of("delivered", "failed"));
    }

    @Test
    void aWebhookThatTakesNothingForDaysIsDisabled() {
        receiver.always(Receiver.answer(500, ""));
        ledger.useHandle(handle -> handle.execute(
                "update webhook set failing_since = now() - interval '6 days' where id = ?", webhook.id()));
        tell();
        await(List.of("failed"));

        assertThat(receiver.got()).hasSize(1);
        assertThat(webhook.view().getBoolean("enabled")).isFalse();
        assertThat(webhook.view().getString("disabled_reason")).contains("5 days");
    }

    @Test
    void noRedirectIsFollowed() throws Exception {
        try (Receiver other = new Receiver()) {
            receiver.next(call -> {
                call.getResponseHeaders().add("Location", other.url());
                call.sendResponseHeaders(307, -1);
                call.close();
            });
            tell();
            await(List.of("delivered"));

            assertThat(other.got()).isEmpty();
            assertThat(receiver.got()).hasSize(2);
            assertThat(webhook.deliveries().getString("data[0].attempts[0].error"))
                    .contains("redirects");
        }
    }

    @Test
    void aReceiverThatAnswersForEverIsLeftAndItsAnswerCut() throws Exception {
        CountDownLatch left = new CountDownLatch(1);
        receiver.next(call -> {
            call.sendResponseHeaders(200, 0);
            try {
                while (true) {
                    call.getResponseBody().write("endless ".getBytes(java.nio.charset.StandardCharsets.UTF_8));
                    call.getResponseBody().flush();
                }
            } catch (java.io.IOException e) {
                left.countDown();
            }
        });
        tell();
        await(List.of("delivered"));

        left.await();
        assertThat(webhook.deliveries().getString("data[0].attempts[0].response"))
                .hasSizeLessThanOrEqualTo(1024)
                .startsWith("endless endless");
    }

    @Test
    void aReceiverThatIsSilentHoldsUpOnlyItself() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (Receiver silent = new Receiver()) {
            silent.always(call -> {
                try {
                    end.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            Webhooks slow = Webhooks.create(silent.url(), Message.RUN_REVIEWED);
            for (int i = 0; i < 10; i++) {
                tell();
            }
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> webhook.states().stream()
                                    .filter("delivered"::equals)
                                    .count()
                            == 10);
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> slow.deliveries()
                            .getList("data.attempts.flatten().error", String.class)
                            .contains("The receiver did not answer within 2000 ms."));
        } finally {
            end.countDown();
        }
    }

    @Test
    void nobodyListensIsSaid() {
        receiver.close();
        tell();
        await(List.of("failed"));

        assertThat(webhook.deliveries().getList("data[0].attempts.error"))
                .hasSize(4)
                .containsOnly("The receiver refuses connections.");
        assertThat(webhook.deliveries().getList("data[0].attempts.status_code")).containsOnly((Object) null);
    }

    @Test
    void whatADeadReplicaHadInWorkIsSentByAnother() {
        receiver.next(Receiver.answer(500, ""));
        ledger.useHandle(handle -> handle.execute("""
                insert into webhook_delivery (id, webhook_id, source, event, subject, payload, attempt, tries,
                    leased_until)
                values ('msg_dead', ?, 'dead', 'run.reviewed', 'run', '{}', 1, 1, now() + interval '2 seconds')
                """, webhook.id()));
        tell();
        Awaitility.await().atMost(PATIENCE).until(() -> webhook.states().contains("delivered"));

        await(List.of("delivered", "delivered"));
        assertThat(receiver.got().stream().map(Receiver.Got::id)).contains("msg_dead");
    }

    @Test
    void whoIsDisabledGivesUpWhatWaits() {
        receiver.always(call -> {
            call.getResponseHeaders().add("Retry-After", "3600");
            call.sendResponseHeaders(503, -1);
            call.close();
        });
        tell();
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> !webhook.deliveries().getList("data[0].attempts").isEmpty());
        assertThat(webhook.states()).containsExactly("pending");
        Instant next = Instant.parse(webhook.deliveries().getString("data[0].next_attempt_at"));
        assertThat(next).isAfter(Instant.now().plusSeconds(3000));

        webhook.patch(Map.of("enabled", false)).then().statusCode(200);

        assertThat(webhook.states()).containsExactly("failed");
    }

    @Test
    void whatWasAnsweredIsTakenThoughTheAnswersBodyNeverEnds() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        receiver.always(call -> {
            call.sendResponseHeaders(200, 0);
            call.getResponseBody().write("begun".getBytes(StandardCharsets.UTF_8));
            call.getResponseBody().flush();
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            tell();
            await(List.of("delivered"));
        } finally {
            end.countDown();
        }

        assertThat(receiver.got()).hasSize(1);
        assertThat(webhook.deliveries().getString("data[0].attempts[0].response"))
                .isEqualTo("begun");
    }

    @Test
    void aDateToWaitForIsWaitedFor() {
        receiver.always(call -> {
            call.getResponseHeaders()
                    .add(
                            "Retry-After",
                            DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                    ZonedDateTime.now(ZoneOffset.UTC).plusHours(2)));
            call.sendResponseHeaders(429, -1);
            call.close();
        });
        tell();
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> !webhook.deliveries().getList("data[0].attempts").isEmpty());

        assertThat(Instant.parse(webhook.deliveries().getString("data[0].next_attempt_at")))
                .isBetween(Instant.now().plusSeconds(7000), Instant.now().plusSeconds(7300));
    }

    /// The one who tells began while the webhook was enabled, and commits when it is not any more.
    @Test
    void whatIsToldWhileAWebhookIsDisabledIsGivenUpToo() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        CountDownLatch mayCommit = new CountDownLatch(1);
        Thread slow = Thread.startVirtualThread(() -> transaction.get(() -> {
            int count = add();
            told.countDown();
            try {
                mayCommit.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return count;
        }));
        told.await();
        CompletableFuture<Integer> disabled = CompletableFuture.supplyAsync(
                () -> webhook.patch(Map.of("enabled", false)).statusCode(), Thread::startVirtualThread);
        Awaitility.await().atMost(PATIENCE).until(() -> disabled.isDone() || waitsForALock());
        mayCommit.countDown();
        slow.join();

        assertThat(disabled.get()).isEqualTo(200);
        // A replica may have been fast enough to send it between the two.
        assertThat(webhook.states()).hasSize(1).doesNotContain("pending");
    }

    private boolean waitsForALock() {
        return ledger.withHandle(
                handle -> handle.select("""
                        select exists (select from pg_stat_activity
                            where wait_event_type = 'Lock' and query like '%from webhook where id%')
                        """).mapTo(Boolean.class).one());
    }
}
