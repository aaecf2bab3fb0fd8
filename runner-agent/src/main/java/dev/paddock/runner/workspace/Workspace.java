package dev.paddock.runner.workspace;

import dev.paddock.model.change.ChangedFile;
import dev.paddock.model.task.Commit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One commit on disk, and the folder of its task. Closing it deletes both.
///
/// @param folder the task's own folder; holds all else
/// @param tree the checked-out files, without `.git`
/// @param commit what was fetched
/// @param files what to review, sorted by path
/// @param notes warnings for the task's log, such as a base compared without its history
public record Workspace(Path folder, Path tree, Commit commit, List<ChangedFile> files, List<String> notes)
        implements AutoCloseable {

    /// Where the review's input goes.
    public Path taskFile() {
        return folder.resolve("task.json");
    }

    /// Where the reviewer writes.
    public Path out() {
        return folder.resolve("out");
    }

    /// Deletes the folder and all in it, following no link.
    @Override
    public void close() {
        delete(folder);
    }

    static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
                        throws IOException {
                    Files.delete(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + folder, e);
        }
    }
}
