package dev.paddock.controlplane.idempotency;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Makes twins of a request wait for each other. Within a replica they do so without holding a connection.
@Singleton
class InFlight {

    /// How long a twin waits for the first.
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Map<RequestKey, CompletableFuture<@Nullable Void>> running = new ConcurrentHashMap<>();

    /// Does `work` when no twin is in work here. 409 when one is for too long.
    <T extends @Nullable Object> T alone(RequestKey key, Callable<T> work) throws Exception {
        CompletableFuture<@Nullable Void> mine = new CompletableFuture<>();
        long end = System.nanoTime() + PATIENCE.toNanos();
        var twin = running.putIfAbsent(key, mine);
        while (twin != null) {
            await(twin, end - System.nanoTime(), key);
            twin = running.putIfAbsent(key, mine);
        }
        try {
            return work.call();
        } finally {
            running.remove(key, mine);
            mine.complete(null);
        }
    }

    private static void await(CompletableFuture<@Nullable Void> twin, long nanos, RequestKey key)
            throws InterruptedException, ExecutionException {
        try {
            twin.get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw key.busy();
        }
    }
}
