package dev.paddock.controlplane.memory;

import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.memory.HeapShares.Share;
import dev.paddock.model.problem.ProblemCode;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/// Lets in so many large bodies at a time that their values fit into memory, whatever is sent: they wait on the disk
/// until there is room, so that a slow sender holds up nobody.
@Singleton
public class LargeBodies {

    private static final Logger LOG = Logger.getLogger(LargeBodies.class);
    /// Bodies and texts up to here are read at once.
    private static final int SMALL = 16 << 10;

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /// Heap that a byte of a body may take as a text, which is copied, and at most as a part of many small values, of
    /// which there are only so many.
    private static final int OF_TEXT = 5;

    /// The same of one that is nothing but bytes: while it is read there are twice as many.
    private static final int OF_BYTES = 2;

    private static final int OF_VALUES = 55;
    private static final long MOST_OF_VALUES = 100 << 20;

    private final HeapShares heap;
    private final HeldShares call;
    private final Path folder;

    @Inject
    LargeBodies(HeapShares heap, HeldShares call) {
        this(heap, call, Path.of(System.getProperty("java.io.tmpdir")));
    }

    /// @param call stands for each call
    /// @param folder where bodies wait
    LargeBodies(HeapShares heap, HeldShares call, Path folder) {
        this.heap = heap;
        this.call = call;
        this.folder = folder;
    }

    /// The body that `content` has, when there is room for its bytes, which is kept until the call is
    /// over. 503 when there is none for long, 507 when the folder for temporary files is full.
    public byte[] read(InputStream content) throws IOException {
        try (InputStream body = admit(content, bytes -> bytes * OF_BYTES)) {
            return body.readAllBytes();
        }
    }

    /// As [#read], of a body whose values take more than its bytes.
    public InputStream admit(InputStream content) throws IOException {
        return admit(content, bytes -> bytes * OF_TEXT + Math.min(bytes * OF_VALUES, MOST_OF_VALUES));
    }

    private InputStream admit(InputStream content, LongUnaryOperator heap) throws IOException {
        byte[] first = content.readNBytes(SMALL);
        if (first.length < SMALL) {
            return new ByteArrayInputStream(first);
        }
        FileChannel body = spooled(first, content);
        try {
            reserve(heap.applyAsLong(body.size()));
            return Channels.newInputStream(body.position(0));
        } catch (IOException | RuntimeException e) {
            body.close();
            throw e;
        }
    }

    /// Waits for `bytes` of the heap, which are kept until the call is over. 503 when there are none
    /// for long.
    public void reserve(long bytes) {
        call.hold(take(bytes));
    }

    /// Gives back what the call has reserved: its reply will be another one.
    public void giveBack() {
        call.giveBackAll();
    }

    private Share take(long bytes) {
        try {
            return heap.take(bytes, PATIENCE)
                    .orElseThrow(() -> new ProblemException(
                            ProblemCode.UNAVAILABLE,
                            "The server is at work on other large reports; repeat the call in a moment."));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(ProblemCode.UNAVAILABLE, "The server is stopping; repeat the call in a moment.");
        }
    }

    /// As [#reserve], for a text that was stored: while it becomes the reply it stands in memory
    /// several times, in rows, texts and the body. A small one waits for nothing.
    ///
    /// @param bytes of the text
    public void reserveForText(long bytes) {
        if (bytes > SMALL) {
            reserve(bytes * OF_TEXT);
        }
    }

    /// As [#reserveForText], also where nobody calls: what `read` needs is kept while it is at work.
    public <T> T withRoomForText(long bytes, Supplier<T> read) {
        try (Share share = take(bytes * OF_TEXT)) {
            return read.get();
        }
    }

    /// In a file without a name, which is gone with the process at the latest.
    private FileChannel spooled(byte[] first, InputStream content) throws IOException {
        FileChannel file = unnamed();
        try {
            write(file, first, first.length);
            byte[] buffer = new byte[SMALL];
            for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
                write(file, buffer, n);
            }
            return file;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private FileChannel unnamed() {
        try {
            Path name = Files.createTempFile(folder, "paddock-body", null);
            FileChannel file = FileChannel.open(name, StandardOpenOption.READ, StandardOpenOption.WRITE);
            Files.deleteIfExists(name);
            return file;
        } catch (IOException e) {
            throw noRoom(e);
        }
    }

    private static void write(FileChannel file, byte[] bytes, int length) {
        try {
            ByteBuffer some = ByteBuffer.wrap(bytes, 0, length);
            while (some.hasRemaining()) {
                file.write(some);
            }
        } catch (IOException e) {
            throw noRoom(e);
        }
    }

    private static ProblemException noRoom(IOException e) {
        LOG.errorf("a body cannot be put into the folder for temporary files: %s", e);
        return new ProblemException(
                ProblemCode.STORAGE_FULL,
                "The server has no room to receive what was sent and kept nothing of it; tell an administrator.");
    }
}
