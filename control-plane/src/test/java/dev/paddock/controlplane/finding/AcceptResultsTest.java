package dev.paddock.controlplane.finding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.Server;
import dev.paddock.controlplane.TaskRows;
import dev.paddock.model.run.FailureReason;
import dev.paddock.model.task.Metrics;
import dev.paddock.model.task.Outcome;
import dev.paddock.model.task.TaskResult;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.transaction.UserTransaction;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/// Results that share a transaction.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class AcceptResultsTest {

    private final String lane = Server.lane();
    private final AcceptResults accept;
    private final TaskRows rows;
    private final UserTransaction transaction;

    AcceptResultsTest(AcceptResults accept, Jdbi ledger, UserTransaction transaction) {
        this.accept = accept;
        this.rows = new TaskRows(ledger);
        this.transaction = transaction;
    }

    @Test
    void theyLockTheirTasksInTheOrderThatHeartbeatsDo() throws Exception {
        String runner = Server.register(lane, 2);
        Server.submit(lane);
        Server.submit(lane);
        List<UUID> tasks = Stream.generate(() -> UUID.fromString(Server.claim(runner)))
                .limit(2)
                .sorted((one, other) -> one.toString().compareTo(other.toString()))
                .toList();
        List<AcceptResults.Sent> results =
                tasks.reversed().stream().map(task -> failed(task, runner)).toList();
        CompletableFuture<List<AcceptResults.Answer>> answers;
        transaction.begin();
        try {
            // A heartbeat has the first one, and wants the other.
            rows.lock(tasks.getFirst());
            answers = CompletableFuture.supplyAsync(() -> accept.accept(results), Thread::startVirtualThread);
            Awaitility.await().until(rows::somebodyWaits);
            rows.lock(tasks.getLast());
        } finally {
            transaction.rollback();
        }

        assertThat(answers.get(10, TimeUnit.SECONDS))
                .allSatisfy(answer -> assertThat(answer.problem()).isNull());
    }

    private AcceptResults.Sent failed(UUID task, String runner) {
        Metrics metrics = new Metrics(null, null, null, null, null, null, null);
        TaskResult result = new TaskResult(
                runner,
                Outcome.FAILED,
                List.of(),
                0,
                null,
                metrics,
                "It did not work.",
                FailureReason.REVIEW_FAILED,
                null,
                null);
        String key = rows.keyOf(runner);
        return new AcceptResults.Sent(task, key, result, new byte[] {1}, null);
    }
}
