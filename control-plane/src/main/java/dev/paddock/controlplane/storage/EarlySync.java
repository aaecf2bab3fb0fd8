package dev.paddock.controlplane.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/// Brings a file onto the disk while more of it comes: the system would leave it in memory until the end, and whoever
/// sends it would then wait for all of it.
final class EarlySync {

    private static final long EVERY = 32L << 20;

    private final FileChannel file;
    private long waiting;
    private @Nullable FutureTask<Void> running;

    EarlySync(FileChannel file) {
        this.file = file;
    }

    /// So many bytes more are written. Throws when those before could not be brought onto the disk.
    void written(int bytes) throws IOException {
        waiting += bytes;
        FutureTask<Void> before = running;
        if (waiting < EVERY || (before != null && !before.isDone())) {
            return;
        }
        check(before);
        waiting = 0;
        FutureTask<Void> next = new FutureTask<>(() -> {
            file.force(false);
            return null;
        });
        running = next;
        Thread.ofVirtual().name("early sync").start(next);
    }

    /// Returns when all is on the disk.
    void finish() throws IOException {
        check(running);
        file.force(true);
    }

    /// The system tells of a failure only once, so none may be missed.
    private static void check(@Nullable FutureTask<Void> sync) throws IOException {
        if (sync == null) {
            return;
        }
        try {
            sync.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failed ? failed : new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a file was brought onto the disk", e);
        }
    }
}
