package dev.paddock.controlplane.simulation;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/// Makes steps at the same time, each on a thread of its own.
final class Crowd {

    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final Driver driver;
    private final Jdbi jdbi;

    Crowd(Driver driver, Jdbi jdbi) {
        this.driver = driver;
        this.jdbi = jdbi;
    }

    /// What came of each step; a failure is an answer that nobody expects.
    List<Answer> make(Step.Race race) {
        CountDownLatch start = new CountDownLatch(1);
        List<CompletableFuture<Answer>> running = race.steps().stream()
                .map(step -> CompletableFuture.supplyAsync(
                        () -> {
                            await(start);
                            return driver.make(step);
                        },
                        Thread::startVirtualThread))
                .toList();
        Step.Behind behind = race.behind();
        if (behind == null) {
            start.countDown();
        } else {
            try {
                jdbi.useHandle(handle -> holdUp(handle, behind, start, running));
            } catch (SQLException e) {
                throw new IllegalStateException("nobody could be held up", e);
            }
        }
        return running.stream()
                .map(answer -> answer.handle((said, failure) ->
                                failure == null ? said : Answer.said("failed: " + Objects.toString(failure.getCause())))
                        .join())
                .toList();
    }

    private static void await(CountDownLatch start) {
        try {
            start.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Lets go when everybody waits who has not come by.
    private static void holdUp(
            Handle handle, Step.Behind behind, CountDownLatch start, List<CompletableFuture<Answer>> running)
            throws SQLException {
        Connection connection = handle.getConnection();
        connection.setAutoCommit(false);
        try {
            handle.execute(
                    behind.task()
                            ? "select from task where run_id = ? and finished_at is null for no key update"
                            : "select from run where id = ? for no key update",
                    behind.run());
            start.countDown();
            long begun = System.nanoTime();
            while (waiting(handle)
                                    + running.stream()
                                            .filter(CompletableFuture::isDone)
                                            .count()
                            < running.size()
                    && System.nanoTime() - begun < PATIENCE.toNanos()) {
                Thread.onSpinWait();
            }
        } finally {
            start.countDown();
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private static long waiting(Handle handle) {
        return handle.createQuery("select count(*) from pg_stat_activity where wait_event_type = 'Lock'")
                .mapTo(Long.class)
                .one();
    }
}
