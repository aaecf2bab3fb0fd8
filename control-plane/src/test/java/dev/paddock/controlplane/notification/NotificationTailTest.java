package dev.paddock.controlplane.notification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.access.Scope;
import dev.paddock.controlplane.http.EventStreams.Next;
import dev.paddock.controlplane.sql.InTransaction;
import dev.paddock.controlplane.sql.Json;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/// Who waits at a replica for the next notification.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class NotificationTailTest {

    private final String mark = UUID.randomUUID().toString();
    private final Viewer viewer = new Viewer("user:tail-" + mark, true, Scope.ALL);
    private final VisibleOrder order;
    private final Json json;
    private final Notifications notifications;
    private final InTransaction transaction;
    private final Jdbi ledger;

    NotificationTailTest(
            VisibleOrder order, Json json, Notifications notifications, InTransaction transaction, Jdbi ledger) {
        this.order = order;
        this.json = json;
        this.notifications = notifications;
        this.transaction = transaction;
        this.ledger = ledger;
    }

    @Test
    void whoBeginsFarBehindHoldsUpNobody() {
        long before = order.newest();
        transaction.get(() -> notifications.tell(IntStream.range(0, 500)
                .mapToObj(number -> new Notice(
                        mark + number,
                        Notice.Category.DISK,
                        Notice.Severity.INFO,
                        String.valueOf(number),
                        "",
                        "/",
                        Audience.ofManagers()))
                .toList()));
        Awaitility.await().until(() -> numbered() == 500);
        NotificationTail tail = new NotificationTail(order, json);
        CompletableFuture<Next<Long>> behind = follow(tail, before);
        CompletableFuture<Next<Long>> nearlyThere = follow(tail, order.newest() - 1);

        tail.look();

        assertThat(behind).isCompleted();
        assertThat(nearlyThere).isCompleted();
        assertThat(nearlyThere.join().events()).isNotEmpty();
    }

    private CompletableFuture<Next<Long>> follow(NotificationTail tail, long place) {
        return tail.of(viewer).after(place).subscribeAsCompletionStage();
    }

    private long numbered() {
        return ledger.withHandle(handle -> handle.select(
                        "select count(*) from notification where source like ? and no is not null", mark + "%")
                .mapTo(Long.class)
                .one());
    }
}
