package dev.paddock.runner.boot;

import dev.paddock.runner.container.supervise.OutBudget;
import dev.paddock.runner.container.supervise.OutFolder;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// A runner's own folder for its tasks. Held by one process at a time, and empty at its start.
final class WorkFolder implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(WorkFolder.class);

    private final Path tasks;
    private final FileChannel lock;

    private WorkFolder(Path tasks, FileChannel lock) {
        this.tasks = tasks;
        this.lock = lock;
    }

    /// Takes `folder`, and deletes what an earlier process left in it. Throws [BadSettings] when another process has it
    /// or it cannot be used.
    static WorkFolder open(Path folder) throws BadSettings {
        Path tasks = folder.resolve("tasks");
        try {
            Files.createDirectories(folder);
            FileChannel lock = lock(folder);
            clear(tasks);
            Files.createDirectories(tasks);
            return new WorkFolder(tasks, lock);
        } catch (IOException e) {
            throw new BadSettings(
                    "The work folder " + folder + " cannot be used (" + e + "); set PADDOCK_RUNNER_WORKDIR.");
        }
    }

    /// Where the tasks' folders go.
    Path tasks() {
        return tasks;
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }

    private static FileChannel lock(Path folder) throws IOException, BadSettings {
        FileChannel channel =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        @Nullable FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            channel.close();
            throw new BadSettings("Another agent works in " + folder
                    + "; give each its own PADDOCK_RUNNER_ID or PADDOCK_RUNNER_WORKDIR.");
        }
        return channel;
    }

    /// What cannot be deleted stays: a reviewer of an agent that died must not keep the next one from its start.
    private static void clear(Path tasks) throws IOException {
        if (!Files.isDirectory(tasks)) {
            return;
        }
        try (var left = Files.newDirectoryStream(tasks)) {
            for (Path task : left) {
                try {
                    settle(task.resolve("out"));
                    delete(task);
                } catch (IOException e) {
                    LOG.warnf("%s is left of an earlier run and cannot be deleted; delete it by hand: %s", task, e);
                }
            }
        }
    }

    private static void settle(Path out) throws IOException {
        if (Files.isDirectory(out, LinkOption.NOFOLLOW_LINKS)) {
            new OutFolder(out, OutBudget.defaults()).settle();
        }
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
