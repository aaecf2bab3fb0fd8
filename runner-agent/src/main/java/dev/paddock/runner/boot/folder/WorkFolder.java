package dev.paddock.runner.boot.folder;

import dev.paddock.runner.container.supervise.OutBudget;
import dev.paddock.runner.container.supervise.OutFolder;
import dev.paddock.runner.container.supervise.Tree;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Set;
import org.jboss.logging.Logger;

/// A runner's own folder for its tasks. Held by one process at a time, and empty at its start.
public final class WorkFolder implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(WorkFolder.class);

    private final Path tasks;
    private final FolderLock lock;
    private final Leftovers beside;
    private final Set<Path> deleted;

    private WorkFolder(Leftovers beside, Set<Path> deleted, Path tasks, FolderLock lock) {
        this.beside = beside;
        this.deleted = deleted;
        this.tasks = tasks;
        this.lock = lock;
    }

    /// Takes `folder`, and deletes what an earlier process left in it, and dead runners beside it. Throws an
    /// [IOException] that says in one sentence without its end that another process has it, or that it
    /// cannot be used.
    ///
    /// @param ephemeral whether this runner never comes back once it is gone: then all of the folder may go
    public static WorkFolder open(Path folder, boolean ephemeral) throws IOException, InterruptedException {
        Path tasks = folder.resolve("tasks");
        FolderLock lock;
        try {
            lock = FolderLock.of(folder, ephemeral);
        } catch (FileSystemException e) {
            throw unusable(folder, e);
        }
        try {
            Leftovers beside = new Leftovers(folder);
            LOG.infof(
                    "working in %s; what runners that are gone have left beside it, in %s (PADDOCK_RUNNER_WORKDIR), is"
                            + " removed first",
                    folder, folder.toAbsolutePath().getParent());
            Set<Path> deleted = beside.gather();
            clear(tasks);
            Files.createDirectories(tasks);
            return new WorkFolder(beside, deleted, tasks, lock);
        } catch (IOException e) {
            lock.close();
            throw unusable(folder, e);
        }
    }

    private static IOException unusable(Path folder, IOException failure) {
        return new IOException(
                "The work folder " + folder + " cannot be used (" + failure + "); set PADDOCK_RUNNER_WORKDIR", failure);
    }

    /// Where the tasks' folders go.
    public Path tasks() {
        return tasks;
    }

    /// True when `other`, what [#tasks()] was to another runner, is that of one beside this one, and whoever has worked
    /// there until now is dead. No clock has a say in it. What cannot be told is false.
    public boolean isOfTheDead(String other) {
        return beside.isDead(other, deleted);
    }

    @Override
    public void close() throws IOException {
        lock.close();
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
                    Tree.delete(task);
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
}
