package dev.paddock.runner.boot.folder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import org.jboss.logging.Logger;

/// The lock of a runner's folder: who has it works there, or clears it. A word in its file says what kind of runner the
/// folder is of. While the lock is held nobody else in this process may open the file: closing it would let the lock
/// go.
///
/// @param channel which holds the lock until it is closed
record FolderLock(FileChannel channel) implements AutoCloseable {

    /// The file's name.
    static final String NAME = "lock";

    private static final Logger LOG = Logger.getLogger(FolderLock.class);
    private static final String STAYS = "stays";
    private static final String EPHEMERAL = "ephemeral";
    private static final String CLEARED = " cleared";

    /// Clearing takes moments.
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration LOOK = Duration.ofMillis(50);

    /// Makes the folder where there is none, and locks it. Throws an [IOException] that says in one sentence without
    /// its end that another agent works there.
    static FolderLock of(Path folder, boolean ephemeral) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        boolean cleared = true;
        while (cleared && System.nanoTime() - begun < PATIENCE.toNanos()) {
            Files.createDirectories(folder);
            FolderLock lock = new FolderLock(open(folder, StandardOpenOption.CREATE));
            if (lock.take()) {
                // Somebody may have cleared it away after it was opened; then another one is made.
                if (Files.exists(folder.resolve(NAME))) {
                    lock.say(ephemeral ? EPHEMERAL : STAYS);
                    return lock;
                }
            } else {
                // What holds it may be about to say that it only clears.
                Thread.sleep(LOOK);
                cleared = lock.word().endsWith(CLEARED);
            }
            lock.close();
        }
        throw new IOException(
                "Another agent works in " + folder + "; give each its own PADDOCK_RUNNER_ID or PADDOCK_RUNNER_WORKDIR");
    }

    /// Opens the lock of a folder that is there, and does not take it.
    static FolderLock ofAnother(Path folder) throws IOException {
        return new FolderLock(open(folder, LinkOption.NOFOLLOW_LINKS));
    }

    private static FileChannel open(Path folder, OpenOption how) throws IOException {
        return FileChannel.open(folder.resolve(NAME), Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, how));
    }

    /// False when somebody else has it.
    boolean take() throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /// Says that the folder is about to be cleared; true when its runner never comes back.
    boolean clears() throws IOException {
        boolean ephemeral = word().startsWith(EPHEMERAL);
        say((ephemeral ? EPHEMERAL : STAYS) + CLEARED);
        return ephemeral;
    }

    /// On a full disk nothing is said, and the folder counts as one of a runner that comes back: to clear it is what
    /// helps there.
    private void say(String word) {
        try {
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(word.getBytes(StandardCharsets.UTF_8)), 0);
        } catch (IOException e) {
            LOG.warnf("Cannot write who has a work folder: %s", e);
        }
    }

    private String word() throws IOException {
        ByteBuffer word = ByteBuffer.allocate(EPHEMERAL.length() + CLEARED.length());
        channel.read(word, 0);
        return new String(word.array(), 0, word.position(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
