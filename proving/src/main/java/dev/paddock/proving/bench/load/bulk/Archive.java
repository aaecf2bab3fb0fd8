package dev.paddock.proving.bench.load.bulk;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// A zip of noise in a file, as packers leave it that find nothing to pack: who sends it only reads it. Not
/// thread-safe.
final class Archive implements AutoCloseable {

    private static final int BLOCK = 1 << 20;
    private static final int BUFFER = 1 << 17;
    private static final int LOCAL_NAME = 30;
    private static final int CENTRAL_NAME = 46;
    private static final int END = 22;
    private static final int CENTRAL_AT = 16;

    private final FileChannel file;
    private final long length;
    private final long central;
    private final byte[] buffer = new byte[BUFFER];

    private Archive(FileChannel file) throws IOException {
        this.file = file;
        this.length = file.size();
        var end = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        file.read(end, length - END + CENTRAL_AT);
        this.central = Integer.toUnsignedLong(end.getInt(0));
    }

    /// Packs one of so many MiB into `path`, which is new, and onto the disk, so that it is written at no other time.
    static Archive pack(Path path, int mebibytes) throws IOException {
        byte[] noise = new byte[BLOCK];
        new Random(1).nextBytes(noise);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(path), BLOCK);
                var zip = new ZipOutputStream(out)) {
            zip.setLevel(0);
            zip.putNextEntry(new ZipEntry(name(0)));
            for (int i = 0; i < mebibytes; i++) {
                zip.write(noise);
            }
        }
        FileChannel file = FileChannel.open(
                path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        file.force(true);
        return new Archive(file);
    }

    private static String name(int number) {
        return "%08d-attachment.bin".formatted(number);
    }

    long length() {
        return length;
    }

    /// Makes it another archive: `number` counts them.
    void become(int number) throws IOException {
        byte[] name = name(number).getBytes(StandardCharsets.US_ASCII);
        file.write(ByteBuffer.wrap(name), LOCAL_NAME);
        file.write(ByteBuffer.wrap(name), central + CENTRAL_NAME);
    }

    /// Writes `count` of its bytes to `out`.
    void write(OutputStream out, long from, long count) throws IOException {
        long at = from;
        while (at < from + count) {
            int some = file.read(ByteBuffer.wrap(buffer, 0, (int) Math.min(BUFFER, from + count - at)), at);
            out.write(buffer, 0, some);
            at += some;
        }
        out.flush();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
