package dev.paddock.controlplane.notification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.access.Scope;
import dev.paddock.controlplane.sql.InTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/// What is kept of what was told.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class PruneNotificationsTest {

    private final String mark = UUID.randomUUID().toString();
    private final Viewer viewer = new Viewer("user:prune-" + mark, true, Scope.ALL);
    private final Notifications notifications;
    private final NotificationStore store;
    private final InTransaction transaction;
    private final Jdbi ledger;

    PruneNotificationsTest(
            Notifications notifications, NotificationStore store, InTransaction transaction, Jdbi ledger) {
        this.notifications = notifications;
        this.store = store;
        this.transaction = transaction;
        this.ledger = ledger;
    }

    private void tell(int count) {
        transaction.get(() -> notifications.tell(IntStream.range(0, count)
                .mapToObj(number -> new Notice(
                        mark + number,
                        Notice.Category.DISK,
                        Notice.Severity.WARNING,
                        String.valueOf(number),
                        "",
                        "/",
                        Audience.ofManagers()))
                .toList()));
        Awaitility.await().until(() -> left().size() == count);
    }

    private List<String> left() {
        return ledger.withHandle(handle -> handle.select(
                        "select title from notification where source like ? and no is not null order by no", mark + "%")
                .mapTo(String.class)
                .list());
    }

    /// What others are told at the same server in between counts among the newest: then it is done again.
    @Test
    void theOldestGoWithTheirMarksWhenThereAreTooMany() {
        Awaitility.await().untilAsserted(this::pruneToThree);
    }

    private void pruneToThree() {
        ledger.useHandle(handle -> handle.execute("delete from notification where source like ?", mark + "%"));
        tell(10);
        store.markAll(viewer);

        while (store.prune(Duration.ofDays(90), 3, 2) > 0) {
            assertThat(left()).last().isEqualTo("9");
        }

        assertThat(left()).containsExactly("7", "8", "9");
        assertThat(marks()).isEqualTo(3);
    }

    @Test
    void whatIsTooOldGoesSomeAtATime() {
        tell(4);
        ledger.useHandle(handle -> handle.execute(
                "update notification set created_at = now() - interval '91 days' where source like ? and title < '3'",
                mark + "%"));

        assertThat(store.prune(Duration.ofDays(90), 1_000_000, 2)).isEqualTo(2);
        assertThat(left()).hasSize(2);
        assertThat(store.prune(Duration.ofDays(90), 1_000_000, 2)).isEqualTo(1);
        assertThat(store.prune(Duration.ofDays(90), 1_000_000, 2)).isZero();
        assertThat(left()).containsExactly("3");
    }

    private long marks() {
        return ledger.withHandle(
                handle -> handle.select("select count(*) from notification_mark where reader = ?", viewer.reader())
                        .mapTo(Long.class)
                        .one());
    }

    /// Whoever deletes them has not committed yet.
    @Test
    void whatIsJustBeingDeletedNeedsNoMark() throws Exception {
        tell(3);
        CompletableFuture<Void> marked = new CompletableFuture<>();
        ledger.useTransaction(handle -> {
            handle.execute("delete from notification where source = ?", mark + "1");
            Thread.startVirtualThread(() -> {
                try {
                    store.markAll(viewer);
                    marked.complete(null);
                } catch (RuntimeException e) {
                    marked.completeExceptionally(e);
                }
            });
            Awaitility.await().until(() -> marked.isDone() || waitsForALock());
        });

        assertThat(marked).succeedsWithin(Duration.ofSeconds(20));
        assertThat(left()).containsExactly("0", "2");
    }

    private boolean waitsForALock() {
        return ledger.withHandle(
                handle -> handle.select("""
                        select exists (select from pg_stat_activity
                            where wait_event_type = 'Lock' and query like '%insert into notification_mark%')
                        """).mapTo(Boolean.class).one());
    }
}
