package dev.paddock.runner.container.choice;

import dev.paddock.model.run.FailureReason;
import dev.paddock.runner.container.ReviewContainers;
import dev.paddock.runner.container.ReviewSpec;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Reviewers in an engine that may come later than the runner, as a sidecar's does. That it does not answer yet is its
/// trouble, and whoever asks for that makes it try again.
final class AwaitedEngine implements ReviewContainers {

    private static final String NOT_YET = "no Docker engine has answered yet";

    private final Connection connection;
    private final AtomicReference<@Nullable ReviewContainers> engine = new AtomicReference<>();
    private volatile boolean closed;

    /// One try to reach the engine.
    @FunctionalInterface
    interface Connection {
        /// Throws an [IOException] whose message says in one sentence why there is no engine.
        ReviewContainers open() throws IOException;
    }

    AwaitedEngine(Connection connection) {
        this.connection = connection;
    }

    @Override
    public String describe() {
        ReviewContainers found = engine.get();
        return found == null ? NOT_YET : found.describe();
    }

    @Override
    public Launch start(ReviewSpec spec, Output output) throws InterruptedException {
        ReviewContainers found = engine.get();
        return found == null ? new NotStarted(FailureReason.SANDBOX_FAILED, NOT_YET) : found.start(spec, output);
    }

    @Override
    public Optional<String> trouble() {
        ReviewContainers found = engine.get();
        if (found != null) {
            return found.trouble();
        }
        try {
            keep(connection.open());
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(
                    e.getMessage() + "; start one there that this user may use, or name another in DOCKER_HOST");
        }
    }

    private void keep(ReviewContainers made) {
        if (!engine.compareAndSet(null, made)) {
            made.close();
            return;
        }
        // As at the start of a runner that finds its engine there.
        made.reap();
        if (closed) {
            release();
        }
    }

    @Override
    public void reap() {
        ReviewContainers found = engine.get();
        if (found != null) {
            found.reap();
        }
    }

    /// Waits for no try to reach the engine.
    @Override
    public void close() {
        closed = true;
        release();
    }

    private void release() {
        ReviewContainers found = engine.getAndSet(null);
        if (found != null) {
            found.close();
        }
    }
}
