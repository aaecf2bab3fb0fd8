package dev.paddock.controlplane.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Optional;

/// Bytes that were received and are not kept yet: a file that [#close] removes, unless it was kept.
public final class Draft implements AutoCloseable {

    private static final int BUFFER = 128 * 1024;

    private final Path file;
    private final Digest digest;
    private final long bytes;

    private Draft(Path file, Digest digest, long bytes) {
        this.file = file;
        this.digest = digest;
        this.bytes = bytes;
    }

    /// The bytes' digest.
    public Digest digest() {
        return digest;
    }

    /// How many there are.
    public long bytes() {
        return bytes;
    }

    Path file() {
        return file;
    }

    /// Reads `content` into `file`, which is new, and onto the disk; empty, and no file, when it has more than `most`
    /// bytes. No file is left either when reading or writing fails.
    static Optional<Draft> write(Path file, InputStream content, long most) throws IOException {
        Optional<Draft> draft = Optional.empty();
        try {
            draft = fill(file, content, most);
            return draft;
        } finally {
            if (draft.isEmpty()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static Optional<Draft> fill(Path file, InputStream content, long most) throws IOException {
        MessageDigest sum = Digest.sha256();
        byte[] buffer = new byte[BUFFER];
        long bytes = 0;
        try (FileChannel out = create(file)) {
            EarlySync disk = new EarlySync(out);
            for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
                bytes += n;
                if (bytes > most) {
                    return Optional.empty();
                }
                sum.update(buffer, 0, n);
                write(out, disk, ByteBuffer.wrap(buffer, 0, n), file);
            }
            sync(disk, file);
        }
        return Optional.of(new Draft(file, Digest.of(sum), bytes));
    }

    private static FileChannel create(Path file) throws StorageException {
        try {
            return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw StorageException.of(e, folder(file));
        }
    }

    private static void write(FileChannel out, EarlySync disk, ByteBuffer bytes, Path file) throws StorageException {
        try {
            while (bytes.hasRemaining()) {
                disk.written(out.write(bytes));
            }
        } catch (IOException e) {
            throw StorageException.of(e, folder(file));
        }
    }

    private static void sync(EarlySync disk, Path file) throws StorageException {
        try {
            disk.finish();
        } catch (IOException e) {
            throw StorageException.of(e, folder(file));
        }
    }

    private static Path folder(Path file) {
        return file.toAbsolutePath().resolveSibling(".").normalize();
    }

    /// Forgets the bytes, unless they were kept.
    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
    }
}
