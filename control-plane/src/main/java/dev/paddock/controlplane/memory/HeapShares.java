package dev.paddock.controlplane.memory;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Shares out half of the heap among what needs much of it, so that large things come one after the other instead of
/// ending the server together.
@Singleton
public class HeapShares {

    private final int most;
    private final Semaphore free;

    @Inject
    HeapShares() {
        this(Runtime.getRuntime().maxMemory() / 2);
    }

    /// @param bytes that are shared out
    public HeapShares(long bytes) {
        this.most = kibibytes(bytes);
        this.free = new Semaphore(most, true);
    }

    /// A part of the heap that somebody uses until it is closed; to close it again does nothing.
    public static final class Share implements AutoCloseable {

        private final Runnable giveBack;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Share(Runnable giveBack) {
            this.giveBack = giveBack;
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                giveBack.run();
            }
        }
    }

    /// Takes `bytes`, or all there are where that is less, in the order of those who ask. Empty when others have them
    /// for longer than `patience`.
    public Optional<Share> take(long bytes, Duration patience) throws InterruptedException {
        int taken = Math.min(most, kibibytes(bytes));
        return free.tryAcquire(taken, patience.toMillis(), TimeUnit.MILLISECONDS)
                ? Optional.of(new Share(() -> free.release(taken)))
                : Optional.empty();
    }

    /// Whether somebody waits for a part, as far as can be seen.
    boolean isAwaited() {
        return free.hasQueuedThreads();
    }

    private static int kibibytes(long bytes) {
        return Math.clamp(bytes >> 10, 1, Integer.MAX_VALUE);
    }
}
