package dev.paddock.runner.container.docker;

import com.github.dockerjava.api.async.ResultCallback;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A stream of the engine that can be waited for: its start, and its end. The library's own callback never ends a wait
/// for a start that failed.
final class Awaited<T> implements ResultCallback<T> {

    private final CompletableFuture<Void> started = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final AtomicReference<@Nullable Closeable> stream = new AtomicReference<>();
    private final Consumer<T> each;

    Awaited(Consumer<T> each) {
        this.each = each;
    }

    @Override
    public void onStart(Closeable opened) {
        stream.set(opened);
        started.complete(null);
    }

    @Override
    public void onNext(T item) {
        each.accept(item);
    }

    @Override
    public void onError(Throwable failure) {
        started.completeExceptionally(failure);
        ended.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        ended.complete(null);
    }

    /// Throws what the stream failed with when it could not be opened, and when that takes longer than `limit`.
    void awaitStart(Duration limit) throws InterruptedException {
        if (!within(started, limit)) {
            throw new IllegalStateException("the engine did not answer within " + limit.toSeconds() + " s");
        }
    }

    /// False when the stream has not ended within `limit`; throws what it failed with.
    boolean awaitEnd(Duration limit) throws InterruptedException {
        return within(ended, limit);
    }

    boolean isOver() {
        return ended.isDone();
    }

    private static boolean within(CompletableFuture<Void> what, Duration limit) throws InterruptedException {
        try {
            what.get(Math.max(0, limit.toNanos()), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure
                    ? failure
                    : new IllegalStateException(String.valueOf(e.getCause()), e.getCause());
        }
    }

    @Override
    public void close() throws IOException {
        started.complete(null);
        ended.complete(null);
        Closeable opened = stream.get();
        if (opened != null) {
            opened.close();
        }
    }
}
