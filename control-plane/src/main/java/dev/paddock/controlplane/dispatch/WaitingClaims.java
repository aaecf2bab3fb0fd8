package dev.paddock.controlplane.dispatch;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// The long polls that wait at this replica: one a runner process, small objects and no threads.
@Singleton
class WaitingClaims {

    // A reserved waiter's claim is over in a moment; then its end is tried again.
    private static final long RETRY_MS = 50;

    private final Map<String, Waiter> bySession = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("waiting-claims").factory());
    private volatile boolean closed;

    /// Adds a waiter for at most `wait`; an older poll of the same runner process ends with nothing.
    void add(Waiter waiter, Duration wait) {
        Waiter older = bySession.put(key(waiter), waiter);
        if (older != null) {
            end(older);
        }
        if (closed) {
            end(waiter);
        } else {
            var unused = timer.schedule(() -> end(waiter), wait.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /// Ends a wait: its time is over, or its caller is gone.
    void end(Waiter waiter) {
        bySession.remove(key(waiter), waiter);
        if (!waiter.end()) {
            var unused = timer.schedule(() -> end(waiter), RETRY_MS, TimeUnit.MILLISECONDS);
        }
    }

    /// Those that wait now.
    List<Waiter> waiting() {
        bySession.values().removeIf(Waiter::isDone);
        return List.copyOf(bySession.values());
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
        return waiter.runner() + '\n' + waiter.session();
    }
}
