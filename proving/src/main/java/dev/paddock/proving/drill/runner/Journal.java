package dev.paddock.proving.drill.runner;

import dev.paddock.model.task.RunnerTask;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// What the runners of one process did, a line at once: a kill loses nothing that was done before it.
final class Journal implements AutoCloseable {

    private final FileOutputStream file;

    Journal(Path path) throws IOException {
        file = new FileOutputStream(path.toFile(), true);
    }

    /// Writes down that `runner` did it at `nanos`.
    void write(long nanos, Deed.Kind kind, String runner, RunnerTask task, String detail) {
        Deed deed = new Deed(nanos, kind, runner, task.id(), task.runId().toString(), task.attempt(), detail);
        try {
            // One write a line, so that lines of several threads do not mix.
            file.write(deed.line().getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException("the journal cannot be written", e);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
