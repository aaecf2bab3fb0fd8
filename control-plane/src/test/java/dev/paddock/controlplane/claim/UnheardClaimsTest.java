package dev.paddock.controlplane.claim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.Server;
import dev.paddock.controlplane.TaskRows;
import dev.paddock.controlplane.run.ClaimStore.Slots;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.transaction.UserTransaction;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(RealServices.class)
class UnheardClaimsTest {

    private final String lane = Server.lane();
    private final UnheardClaims unheard;
    private final TaskRows rows;
    private final UserTransaction transaction;

    UnheardClaimsTest(UnheardClaims unheard, Jdbi ledger, UserTransaction transaction) {
        this.unheard = unheard;
        this.rows = new TaskRows(ledger);
        this.transaction = transaction;
    }

    @Test
    void theyWaitForNoTaskThatIsBeingChanged() throws Exception {
        String runner = Server.register(lane, 2);
        Server.submit(lane);
        Server.submit(lane);
        UUID changing = UUID.fromString(Server.claim(runner));
        UUID other = UUID.fromString(Server.claim(runner));
        transaction.begin();
        try {
            // As a heartbeat does that names it; what it wants next may be the other one.
            rows.lock(changing);

            assertThat(elsewhere(runner)).isEqualTo(Map.of(runner, List.of(other)));

            rows.lock(other);
        } finally {
            transaction.rollback();
        }
        assertThat(elsewhere(runner).get(runner)).containsExactlyInAnyOrder(changing, other);
    }

    @Test
    void aTaskThatIsBeingChangedTakesNobodysPlace() throws Exception {
        String runner = Server.register(lane, 2);
        Server.submit(lane);
        Server.submit(lane);
        List<UUID> tasks = Stream.generate(() -> UUID.fromString(Server.claim(runner)))
                .limit(2)
                .sorted((one, another) -> one.toString().compareTo(another.toString()))
                .toList();
        transaction.begin();
        try {
            rows.lock(tasks.getFirst());

            assertThat(elsewhere(runner, 1)).isEqualTo(Map.of(runner, List.of(tasks.getLast())));
        } finally {
            transaction.rollback();
        }
    }

    private Map<String, List<UUID>> elsewhere(String runner) throws Exception {
        return elsewhere(runner, 2);
    }

    /// What is handed out again in another transaction, all claims being old enough.
    private Map<String, List<UUID>> elsewhere(String runner, int limit) throws Exception {
        return CompletableFuture.supplyAsync(
                        () -> unheard.handOutAgain(
                                List.of(new Slots(runner, "process-1", limit)), Duration.ofSeconds(-1)),
                        Thread::startVirtualThread)
                .get(10, TimeUnit.SECONDS);
    }
}
