package dev.paddock.standalone.stack;

import dev.paddock.standalone.CouldNotRun;
import dev.paddock.standalone.Layout;
import dev.paddock.standalone.services.Folders;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// The data folder, held by this process alone until [#close()].
public final class DataFolder implements AutoCloseable {

    /// Raised when a newer Paddock can no longer read what an older one wrote.
    private static final String LAYOUT_VERSION = "1";

    /// Enough for a first start; what runs need comes on top.
    private static final long LEAST_FREE_BYTES = 512L << 20;

    private final FileChannel channel;
    private final FileLock lock;

    private DataFolder(FileChannel channel, FileLock lock) {
        this.channel = channel;
        this.lock = lock;
    }

    /// Empty when another process holds the folder. Throws [CouldNotRun] when the folder cannot be used: not
    /// writable, too full, written by another version. Nothing in it is changed then.
    public static Optional<DataFolder> take(Layout layout) {
        try {
            Folders.secret(layout.data());
            var channel = FileChannel.open(layout.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            var lock = tryLock(channel);
            if (lock.isEmpty()) {
                channel.close();
                return Optional.empty();
            }
            var folder = new DataFolder(channel, lock.get());
            try {
                folder.refuseOtherVersion(layout);
                refuseFullDisk(layout);
            } catch (IOException | CouldNotRun e) {
                folder.close();
                throw e;
            }
            return Optional.of(folder);
        } catch (IOException e) {
            throw new CouldNotRun(
                    "The data folder %s cannot be used (%s); make it writable, or set PADDOCK_HOME to another folder."
                            .formatted(layout.data(), e),
                    e);
        }
    }

    private static Optional<FileLock> tryLock(FileChannel channel) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException e) {
            return Optional.empty();
        }
    }

    private void refuseOtherVersion(Layout layout) throws IOException {
        if (!Files.exists(layout.version())) {
            Files.writeString(layout.version(), LAYOUT_VERSION + "\n");
        }
        String found = Files.readString(layout.version()).strip();
        if (!found.equals(LAYOUT_VERSION)) {
            throw new CouldNotRun(
                    "The data in %s has version %s and this Paddock reads version %s; use the Paddock that wrote it, or set PADDOCK_HOME to another folder."
                            .formatted(layout.data(), found, LAYOUT_VERSION));
        }
    }

    private static void refuseFullDisk(Layout layout) throws IOException {
        long free = Files.getFileStore(layout.data()).getUsableSpace();
        if (free < LEAST_FREE_BYTES) {
            throw new CouldNotRun("The disk that holds %s has %d MB left and Paddock needs %d MB; free some space."
                    .formatted(layout.data(), free >> 20, LEAST_FREE_BYTES >> 20));
        }
    }

    @Override
    public void close() throws IOException {
        lock.release();
        channel.close();
    }
}
