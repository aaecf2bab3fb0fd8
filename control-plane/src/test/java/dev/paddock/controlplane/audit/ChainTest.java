package dev.paddock.controlplane.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.Settings;
import dev.paddock.controlplane.sql.InTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.transaction.UserTransaction;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.hamcrest.Matchers;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A log that shows when somebody has been at it.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class ChainTest {

    private final String actor = "chain-" + UUID.randomUUID();
    private final AuditLog log;
    private final ChainStore chain;
    private final VerifyChain verify;
    private final Jdbi ledger;
    private final InTransaction transaction;
    private final UserTransaction user;

    ChainTest(
            AuditLog log,
            ChainStore chain,
            VerifyChain verify,
            Jdbi ledger,
            InTransaction transaction,
            UserTransaction user) {
        this.transaction = transaction;
        this.user = user;
        this.log = log;
        this.chain = chain;
        this.verify = verify;
        this.ledger = ledger;
    }

    @BeforeEach
    void writeSome() throws Exception {
        for (int i = 0; i < 5; i++) {
            write();
        }
        Awaitility.await().untilAsserted(() -> assertThat(numbers()).hasSize(5).doesNotContainNull());
    }

    private void write() throws Exception {
        transaction.call(() -> {
            log.append(List.of(new AuditLog.Entry(
                    new Origin(actor, "192.0.2.1"), "test.write", "object", Map.of("a", "ä"), null)));
            return actor;
        });
    }

    private List<Long> numbers() {
        return ledger.withHandle(
                handle -> handle.select("select no from audit_entry where actor = ? order by id", actor)
                        .mapTo(Long.class)
                        .list());
    }

    @Test
    void anUntouchedLogIsInOrder() {
        VerifyChain.Verified verified = verify.verify();

        assertThat(verified.ok()).isTrue();
        assertThat(verified.firstBroken()).isNull();
        assertThat(verified.checked()).isGreaterThanOrEqualTo(numbers().getLast());
        Settings.admin()
                .get("/api/settings/audit/verify")
                .then()
                .statusCode(200)
                .body("ok", Matchers.equalTo(true));
    }

    @Test
    void whoGoesOnWithTheChainAtOnceLeavesNoGap() throws Exception {
        Callable<String> replica = () -> {
            for (int i = 0; i < 25; i++) {
                write();
                chain.extend(3);
            }
            return actor;
        };
        try (var replicas = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<String> done : replicas.invokeAll(Collections.nCopies(4, replica))) {
                assertThat(done.get()).isEqualTo(actor);
            }
        }

        Awaitility.await()
                .untilAsserted(() -> assertThat(numbers()).hasSize(105).doesNotContainNull());
        assertThat(numbers()).doesNotHaveDuplicates();
        assertThat(verify.verify().ok()).isTrue();
    }

    @Test
    void nothingCanBeChangedOrRemoved() {
        for (String statement : List.of(
                "update audit_entry set actor = 'nobody' where actor = '" + actor + "'",
                "update audit_entry set no = no + 1000000 where actor = '" + actor + "'",
                "update audit_entry set hash = sha256('x') where actor = '" + actor + "'",
                "delete from audit_entry where actor = '" + actor + "'",
                "truncate audit_entry")) {
            assertThatThrownBy(() -> ledger.useHandle(handle -> handle.execute(statement)))
                    .as(statement)
                    .rootCause()
                    .message()
                    .containsAnyOf("append-only", "permission denied");
        }
    }

    @Test
    void aChangedEntryShows() throws Exception {
        long second = numbers().get(1);
        for (String change : List.of(
                "actor = 'nobody'",
                "address = null",
                "details = '{}'",
                "at = at + interval '1 us'",
                "hash = sha256('x')")) {
            assertThat(broken("update audit_entry set " + change + " where no = " + second))
                    .as(change)
                    .isEqualTo(second);
        }
    }

    @Test
    void aRemovedEntryShowsWhereverItStood() throws Exception {
        assertThat(broken("delete from audit_entry where no = 1")).isEqualTo(1);
        long third = numbers().get(2);
        assertThat(broken("delete from audit_entry where no = " + third)).isEqualTo(third);
        long last = chain.head().no();
        assertThat(broken("delete from audit_entry where no = " + last)).isEqualTo(last);
    }

    @Test
    void entriesThatChangedPlacesShow() throws Exception {
        long first = numbers().getFirst();
        assertThat(broken("update audit_entry set no = case no when %1$d then -1 else %1$d end where no in (%1$d, %2$d)"
                        .formatted(first, first + 1)))
                .isEqualTo(first);
    }

    /// What the verification says about a log that somebody changed who may do everything; the change is undone.
    private long broken(String change) throws Exception {
        user.begin();
        try {
            ledger.useHandle(handle -> {
                handle.execute("grant all on audit_entry to current_user");
                handle.execute("alter table audit_entry disable trigger user");
                handle.execute(change);
            });
            VerifyChain.Verified verified = verify.verify();
            assertThat(verified.ok()).isFalse();
            return verified.firstBroken() == null ? 0 : verified.firstBroken();
        } finally {
            user.rollback();
        }
    }
}
