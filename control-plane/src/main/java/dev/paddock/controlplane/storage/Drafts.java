package dev.paddock.controlplane.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The drafts of one process: files in a folder of its own, beside those of others. A lock says that it lives; what
/// those have left who do not is removed at the start.
final class Drafts implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Drafts.class);
    private static final String LOCK = "lock";

    private final Path folder;
    private final FileChannel alive;

    private Drafts(Path folder, FileChannel alive) {
        this.folder = folder;
        this.alive = alive;
    }

    /// Opens a folder for drafts below `folder`, which is made when it is missing.
    static synchronized Drafts open(Path folder) throws IOException {
        Files.createDirectories(folder);
        // One process at a time: a folder whose lock is free is dead, and not just being opened.
        try (FileChannel turn = lockable(folder.resolve("opening"));
                FileLock mine = turn.lock()) {
            for (Path other : list(folder)) {
                if (Files.isDirectory(other)) {
                    removeUnlessAlive(other);
                }
            }
            Path own = Files.createDirectory(folder.resolve(UUID.randomUUID().toString()));
            FileChannel alive = lockable(own.resolve(LOCK));
            if (alive.tryLock() == null || !mine.isValid()) {
                alive.close();
                throw new IOException("the file system of " + folder + " keeps no locks");
            }
            return new Drafts(own, alive);
        }
    }

    private static FileChannel lockable(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /// See [Storage#draft].
    Optional<Draft> write(InputStream content, long most) throws IOException {
        return Draft.write(folder.resolve(UUID.randomUUID().toString()), content, most);
    }

    static void removeUnlessAlive(Path folder) throws IOException {
        try (FileChannel channel = lockable(folder.resolve(LOCK));
                FileLock dead = lock(channel)) {
            if (dead != null) {
                int files = remove(folder);
                if (files > 0) {
                    LOG.infof("removed %d unfinished files of a process that is gone", files);
                }
            }
        } catch (NoSuchFileException | DirectoryNotEmptyException e) {
            // Whose it was is just closing it.
            LOG.debugf("%s goes by itself", folder);
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Another one of this process.
            return null;
        }
    }

    /// Returns how many drafts there were.
    private static int remove(Path folder) throws IOException {
        int drafts = 0;
        for (Path file : list(folder)) {
            Files.deleteIfExists(file);
            drafts += file.endsWith(LOCK) ? 0 : 1;
        }
        Files.deleteIfExists(folder);
        return drafts;
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        } catch (NoSuchFileException e) {
            // Another process was faster.
            return List.of();
        }
    }

    @Override
    public void close() {
        try (alive) {
            remove(folder);
        } catch (IOException e) {
            LOG.warnf("the folder of unfinished files %s stays until the next start: %s", folder, e.getMessage());
        }
    }
}
