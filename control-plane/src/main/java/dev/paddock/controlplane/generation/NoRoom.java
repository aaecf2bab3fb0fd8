package dev.paddock.controlplane.generation;

import dev.paddock.controlplane.storage.StorageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What a report comes to that finds no room. To begin it again would fill the disk again.
final class NoRoom {

    private static final String TO_MAKE = "The server has no room to make the report and kept nothing of it;";
    private static final String TO_KEEP = "The storage has no room for the report and kept nothing of it;";
    private static final String NEXT = " tell an administrator, and ask for it again when there is room.";

    private NoRoom() {}

    /// The end of a report that was made below `folder`; empty when it failed for another reason.
    static Optional<Made.Nothing> end(IOException failure, Path folder) {
        if (!StorageException.isFull(failure, folder)) {
            return Optional.empty();
        }
        String what = failure instanceof StorageException ? TO_KEEP : TO_MAKE;
        return Optional.of(new Made.Nothing(List.of(what + NEXT)));
    }
}
