package dev.paddock.controlplane.scratch;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/// A folder of this process alone, beside those of others. A lock in it says that its owner lives.
/// Whoever opens one removes what those have left who were killed.
public final class OwnFolder implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(OwnFolder.class);
    private static final String LOCK = "lock";

    /// This process's. To close any channel of a locked file would give its lock back, so nobody opens
    /// these again.
    private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel alive;

    private OwnFolder(Path path, FileChannel alive) {
        this.path = path;
        this.alive = alive;
    }

    /// Opens a new one in `parent`, which is there, and removes those of the same prefix whose owners
    /// are gone.
    ///
    /// Throws [IOException] when the disk fails, or keeps no locks.
    public static OwnFolder open(Path parent, String prefix) throws IOException {
        Path place = parent.toRealPath();
        // Gets its name when it has its lock, so that nobody takes it for one that was left.
        Path draft = Files.createTempDirectory(place, ".opening-");
        FileChannel alive = null;
        try {
            alive = FileChannel.open(draft.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            if (alive.tryLock() == null) {
                throw new IOException("the file system of " + place + " keeps no locks");
            }
            removeLeftovers(place, prefix, draft);
            Path own = place.resolve(prefix + UUID.randomUUID());
            OPEN.add(own);
            Files.move(draft, own, StandardCopyOption.ATOMIC_MOVE);
            return new OwnFolder(own, alive);
        } catch (IOException e) {
            if (alive != null) {
                alive.close();
            }
            Tree.remove(draft);
            throw e;
        }
    }

    /// Where it is, absolute. The file `lock` in it is not its owner's to touch.
    public Path path() {
        return path;
    }

    private static void removeLeftovers(Path place, String prefix, Path mine) throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(
                place,
                other -> other.getFileName().toString().startsWith(prefix)
                        && Files.isDirectory(other, LinkOption.NOFOLLOW_LINKS)
                        && !OPEN.contains(other))) {
            for (Path other : all) {
                // In a folder that all users share, others may make what they like.
                if (Files.getOwner(other, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(mine))) {
                    removeUnlessAlive(other);
                }
            }
        }
    }

    private static void removeUnlessAlive(Path folder) {
        try (FileChannel channel =
                        FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                FileLock dead = channel.tryLock()) {
            if (dead != null) {
                remove(folder);
                LOG.infof("removed %s, which a process left that is gone", folder);
            }
        } catch (NoSuchFileException e) {
            LOG.debugf("%s is not such a folder, or goes by itself", folder);
        } catch (IOException | OverlappingFileLockException e) {
            LOG.warnf("%s was left and stays until the next start: %s", folder, e);
        }
    }

    /// The lock last: what cannot be removed now is found the next time.
    private static void remove(Path folder) throws IOException {
        Path lock = folder.resolve(LOCK);
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            for (Path file : all) {
                if (!file.equals(lock)) {
                    Tree.remove(file);
                }
            }
        }
        Files.deleteIfExists(lock);
        Files.delete(folder);
    }

    /// Removes it with all that is in it; what has to stay, others remove later.
    @Override
    public void close() {
        try (alive) {
            remove(path);
        } catch (IOException e) {
            LOG.warnf("%s stays until the next start: %s", path, e);
        }
        OPEN.remove(path);
    }
}
