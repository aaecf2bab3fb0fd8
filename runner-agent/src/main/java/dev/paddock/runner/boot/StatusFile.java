package dev.paddock.runner.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.IntConsumer;
import org.jboss.logging.Logger;

/// A file with nothing but the number of tasks in work: for whoever decides which runner may go. It is replaced as a
/// whole, so that a reader never sees half of it. A runner whose file cannot be written works on, and says so. What an
/// earlier process left is removed at first: it says nothing of this one.
final class StatusFile implements IntConsumer {

    private static final Logger LOG = Logger.getLogger(StatusFile.class);

    private final Path file;
    private final Path next;

    StatusFile(Path file) {
        this.file = file;
        this.next = file.resolveSibling("." + file.getFileName() + ".next");
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warnf("%s is of an earlier process and cannot be removed: %s", file, e);
        }
    }

    @Override
    public void accept(int tasks) {
        try {
            Files.writeString(next, tasks + "\n");
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warnf("%s cannot be written, and does not say that there are %d tasks in work: %s", file, tasks, e);
        }
    }
}
