package dev.paddock.controlplane.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.Server;
import dev.paddock.controlplane.TaskRows;
import dev.paddock.model.runner.Heartbeat;
import dev.paddock.model.runner.RunnerStatus;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.transaction.UserTransaction;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Heartbeats that share a transaction, of runners that name their tasks and of those that do not.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class HeartbeatBatchTest {

    private final String lane = Server.lane();
    private final HeartbeatBatch batch;
    private final Jdbi ledger;
    private final TaskRows rows;
    private final UserTransaction transaction;

    HeartbeatBatchTest(HeartbeatBatch batch, Jdbi ledger, UserTransaction transaction) {
        this.batch = batch;
        this.ledger = ledger;
        this.rows = new TaskRows(ledger);
        this.transaction = transaction;
    }

    private record Holder(String runner, UUID task) {}

    @Test
    void tasksThatAreNamedAndTasksThatAreNotAreLockedInOneOrder() throws Exception {
        List<Holder> holders = Stream.of(holder(), holder())
                .sorted(Comparator.comparing(holder -> holder.task().toString()))
                .toList();
        Holder unnamed = holders.getFirst();
        Holder named = holders.getLast();
        List<HeartbeatBatch.Beat> beats =
                List.of(beat(unnamed.runner(), null), beat(named.runner(), List.of(named.task())));
        CompletableFuture<List<HeartbeatBatch.Answer>> answers;
        transaction.begin();
        try {
            // Phases have the first one, and want the other.
            rows.lock(unnamed.task());
            answers = CompletableFuture.supplyAsync(() -> batch.commit(beats), Thread::startVirtualThread);
            Awaitility.await().until(rows::somebodyWaits);
            rows.lock(named.task());
        } finally {
            transaction.rollback();
        }

        assertThat(answers.get(10, TimeUnit.SECONDS))
                .hasSize(2)
                .allSatisfy(answer -> assertThat(answer).isInstanceOf(HeartbeatBatch.Answer.Heard.class));
        assertThat(confirmed(named.task())).isTrue();
        assertThat(confirmed(unnamed.task())).isFalse();
    }

    private Holder holder() {
        String runner = Server.register(lane, 1);
        Server.submit(lane);
        return new Holder(runner, UUID.fromString(Server.claim(runner)));
    }

    private HeartbeatBatch.Beat beat(String runner, @Nullable List<UUID> named) {
        String key = rows.keyOf(runner);
        return new HeartbeatBatch.Beat(runner, key, new Heartbeat(RunnerStatus.BUSY, 1, null, null), named);
    }

    private boolean confirmed(UUID task) {
        return ledger.withHandle(handle -> handle.select("select confirmed_at is not null from task where id = ?", task)
                .mapTo(Boolean.class)
                .one());
    }
}
