package dev.paddock.controlplane.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.RealServices;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.transaction.UserTransaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Whose turn it is. Nothing is committed, so that nobody sends anything.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class FairLeaseTest {

    private static final Duration LEASE = Duration.ofMinutes(1);

    private final DueStore store;
    private final Jdbi ledger;
    private final UserTransaction transaction;

    FairLeaseTest(DueStore store, Jdbi ledger, UserTransaction transaction) {
        this.store = store;
        this.ledger = ledger;
        this.transaction = transaction;
    }

    @BeforeEach
    void begin() throws Exception {
        transaction.begin();
        ledger.useHandle(handle -> handle.execute("delete from webhook"));
    }

    @AfterEach
    void undo() throws Exception {
        transaction.rollback();
    }

    /// A webhook with messages that have been due for `seconds`.
    private void webhook(String id, boolean failing, int messages, int seconds) {
        ledger.useHandle(handle -> {
            handle.execute("""
                    insert into webhook (id, url, events, enabled, secret, failing_since, created_by)
                    values (?, 'https://example.com/', '{run.finished}', true, '',
                        case when ? then now() - interval '1 hour' end, 'test')
                    """, id, failing);
            for (int i = 0; i < messages; i++) {
                deliver(handle, id, i, seconds);
            }
        });
    }

    private static void deliver(Handle handle, String webhook, int number, int seconds) {
        handle.execute("""
                insert into webhook_delivery (id, webhook_id, source, event, subject, payload, due_at)
                values (?, ?, ?, 'run.finished', 'run', '{}', now() - ? * interval '1 second')
                """, webhook + "-" + number, webhook, "source " + number, seconds);
    }

    private List<String> lease(int limit, int failing, Map<String, Long> inWork) {
        List<String> leased = new ArrayList<>();
        for (Due due : store.lease(new DueStore.Room(limit, failing, 4, inWork), LEASE)) {
            assertThat(due.failing()).isEqualTo(due.webhook().startsWith("dead"));
            leased.add(due.webhook());
        }
        leased.sort(null);
        return leased;
    }

    @Test
    void thoseWhoTakeNothingComeLastAndOneAtATime() {
        webhook("dead-1", true, 20, 5000);
        webhook("dead-2", true, 20, 6000);
        webhook("well", false, 2, 1);

        assertThat(lease(3, 16, Map.of())).containsExactly("dead-2", "well", "well");
        assertThat(lease(32, 16, Map.of("dead-2", 1L, "well", 2L))).containsExactly("dead-1");
        assertThat(lease(32, 16, Map.of("dead-1", 1L, "dead-2", 1L))).isEmpty();
    }

    @Test
    void thoseWhoTakeNothingHaveSomeOfTheRoomAndNotAll() {
        for (int i = 0; i < 10; i++) {
            webhook("dead-" + i, true, 5, 5000);
        }

        assertThat(lease(32, 3, Map.of())).hasSize(3);
        assertThat(lease(32, -1, Map.of())).isEmpty();
    }

    @Test
    void whatIsInWorkCountsForAWebhook() {
        webhook("well", false, 10, 1);

        assertThat(lease(32, 16, Map.of("well", 3L))).hasSize(1);
        assertThat(lease(32, 16, Map.of("well", 4L))).isEmpty();
        assertThat(lease(32, 16, Map.of())).hasSize(4);
    }
}
