package dev.paddock.controlplane.claim;

import dev.paddock.controlplane.fleet.RunnerDrained;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The long polls that wait at this replica: one a runner process, small objects and no threads.
@Singleton
class WaitingClaims {

    // A reserved waiter's claim is over in a moment; then its end is tried again.
    private static final long RETRY_MS = 50;

    private final Map<String, Waiter> bySession = new ConcurrentHashMap<>();
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("waiting-claims").factory());
    private volatile boolean closed;

    WaitingClaims() {
        // An answered poll leaves nothing behind.
        timer.setRemoveOnCancelPolicy(true);
    }

    /// Adds a waiter for at most `wait`; an older poll of the same runner process, made with the same key, ends with
    /// nothing. Whether the key may speak for the runner is not known yet, so another's poll must end none.
    void add(Waiter waiter, Duration wait) {
        Waiter older = bySession.put(key(waiter), waiter);
        if (older != null) {
            end(older);
        }
        if (closed) {
            end(waiter);
        } else {
            Future<?> end = timer.schedule(() -> end(waiter), wait.toMillis(), TimeUnit.MILLISECONDS);
            var unused = waiter.answer().whenComplete((tasks, problem) -> {
                bySession.remove(key(waiter), waiter);
                end.cancel(false);
            });
        }
    }

    /// Ends a wait: its time is over, or its caller is gone.
    void end(Waiter waiter) {
        bySession.remove(key(waiter), waiter);
        if (!waiter.end()) {
            var unused = timer.schedule(() -> end(waiter), RETRY_MS, TimeUnit.MILLISECONDS);
        }
    }

    /// Ends what waits on behalf of a runner that began to drain.
    void drained(@Observes RunnerDrained runner) {
        waiting().stream()
                .filter(waiter -> waiter.runner().equals(runner.runnerId()))
                .forEach(this::end);
    }

    /// Those that wait now, the one that has waited longest first: of several that would do, it gets the task.
    List<Waiter> waiting() {
        return bySession.values().stream().sorted(Waiter.BY_ARRIVAL).toList();
    }

    /// Before the server waits for the calls in work: a poll would hold it up for as long as it may.
    void stop(@Observes ShutdownDelayInitiatedEvent event) {
        stop();
    }

    void stop(@Observes ShutdownEvent event) {
        stop();
    }

    private void stop() {
        closed = true;
        waiting().forEach(this::end);
    }

    private static String key(Waiter waiter) {
        Waiter.Poll poll = waiter.poll();
        return poll.runner() + '\n' + poll.keyId() + '\n' + poll.session();
    }
}
