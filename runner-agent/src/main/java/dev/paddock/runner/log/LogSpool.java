package dev.paddock.runner.log;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.paddock.model.log.LogLine;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Lines that wait on disk, oldest first: each its length and its JSON. For one thread at a time.
///
/// The file is made with the first line and has no name from then on (on POSIX), so that nobody else can open it and
/// nothing is left of it, however the agent ends.
final class LogSpool implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(LogSpool.class);

    private final Path folder;
    private final long maxBytes;
    private final ObjectMapper json;
    private @Nullable FileChannel file;
    private long head;
    private long tail;
    private int count;
    private boolean closed;
    private boolean complained;

    /// @param folder where reviewers cannot look; made when it is not there
    /// @param maxBytes of disk
    LogSpool(Path folder, long maxBytes, ObjectMapper json) {
        this.folder = folder;
        this.maxBytes = maxBytes;
        this.json = json;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /// How many lines wait.
    int count() {
        return count;
    }

    /// Adds a line behind the others; false when there is no room for it.
    boolean add(LogLine line) {
        try {
            byte[] bytes = json.writeValueAsBytes(line);
            ByteBuffer frame = ByteBuffer.allocate(Integer.BYTES + bytes.length)
                    .putInt(bytes.length)
                    .put(bytes)
                    .flip();
            if (closed || tail + frame.remaining() > maxBytes) {
                return false;
            }
            FileChannel out = open();
            long at = tail;
            while (frame.hasRemaining()) {
                at += out.write(frame, at);
            }
            // Only now: what a full disk cut off is written over.
            tail = at;
            count++;
            return true;
        } catch (IOException e) {
            complain(e);
            return false;
        }
    }

    /// Takes the oldest lines, of about `bytes` in all, one at least. Fails where the disk does; [#clear] then.
    List<SizedLine> take(int bytes) throws IOException {
        List<SizedLine> lines = new ArrayList<>();
        long from = head;
        while (count > 0 && (lines.isEmpty() || head - from < bytes)) {
            int length = read(Integer.BYTES).getInt();
            lines.add(new SizedLine(json.readValue(read(length).array(), LogLine.class), length));
            count--;
        }
        if (count == 0) {
            clear();
        }
        return lines;
    }

    /// Forgets what waits, and gives the room back.
    void clear() {
        count = 0;
        head = 0;
        tail = 0;
        try {
            if (file != null) {
                file.truncate(0);
            }
        } catch (IOException e) {
            complain(e);
        }
    }

    @Override
    public void close() {
        closed = true;
        count = 0;
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            complain(e);
        }
    }

    private ByteBuffer read(int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            int read = open().read(buffer, head + buffer.position());
            if (read < 0) {
                throw new EOFException("the log's spool is shorter than what was written");
            }
        }
        head += length;
        return buffer.flip();
    }

    private FileChannel open() throws IOException {
        FileChannel open = file;
        if (open == null) {
            Files.createDirectories(folder);
            open = FileChannel.open(
                    folder.resolve(UUID.randomUUID() + ".log"),
                    Set.of(
                            StandardOpenOption.CREATE_NEW,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.DELETE_ON_CLOSE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            file = open;
        }
        return open;
    }

    private void complain(IOException e) {
        if (!complained) {
            complained = true;
            LOG.warnf("a log cannot be kept in %s while the control plane is away: %s", folder, e);
        }
    }
}
