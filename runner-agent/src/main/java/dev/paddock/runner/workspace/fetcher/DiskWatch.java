package dev.paddock.runner.workspace.fetcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.lib.EmptyProgressMonitor;

/// Cancels a fetch once the folder it fills holds more than it may.
final class DiskWatch extends EmptyProgressMonitor {

    // A look costs some system calls; that many objects come in within milliseconds.
    private static final int LOOK_EVERY = 256;

    private final Path folder;
    private final long limit;
    private int updates;
    private boolean cancelled;

    DiskWatch(Path folder, long limit) {
        this.folder = folder;
        this.limit = limit;
    }

    @Override
    public void update(int completed) {
        if (++updates % LOOK_EVERY == 0 && !cancelled) {
            cancelled = bytesIn(folder) > limit;
        }
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }

    private static long bytesIn(Path folder) {
        try (var paths = Files.walk(folder)) {
            return paths.mapToLong(path -> path.toFile().length()).sum();
        } catch (IOException | UncheckedIOException e) {
            // A file went away meanwhile; the next look sees the rest.
            return 0;
        }
    }
}
