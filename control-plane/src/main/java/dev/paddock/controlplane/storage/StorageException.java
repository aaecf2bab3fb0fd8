package dev.paddock.controlplane.storage;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// The storage could not do what it was asked for. What a caller's own stream throws is never one of these.
public final class StorageException extends IOException {

    /// Why.
    public enum Reason {
        /// There is no room, or the quota is used up. Nothing was kept.
        FULL,
        /// The bytes that are stored are not those that were; see [Storage#open].
        DAMAGED,
        /// The storage does not answer, or refuses. Nothing was kept.
        AWAY
    }

    private static final long serialVersionUID = 1;
    /// A file system with less is taken for full: what it says of itself is in the language of its machine.
    private static final long NO_ROOM = 64 * 1024;

    private final Reason reason;

    StorageException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    StorageException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /// Why.
    public Reason reason() {
        return reason;
    }

    /// What `cause` means for a change below `folder`.
    static StorageException of(IOException cause, Path folder) {
        return isFull(cause, folder)
                ? new StorageException(
                        Reason.FULL, "There is no room left in the storage " + folder + "; free some.", cause)
                : new StorageException(Reason.AWAY, "The storage " + folder + " failed: " + cause, cause);
    }

    /// Whether `cause`, of a change below `folder`, means that there is no room.
    public static boolean isFull(IOException cause, Path folder) {
        if (cause instanceof StorageException storage) {
            return storage.reason() == Reason.FULL;
        }
        String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        if (message.contains("no space left") || message.contains("quota exceeded")) {
            return true;
        }
        try {
            FileStore files = Files.getFileStore(folder);
            return files.getUsableSpace() < NO_ROOM;
        } catch (IOException e) {
            return false;
        }
    }
}
