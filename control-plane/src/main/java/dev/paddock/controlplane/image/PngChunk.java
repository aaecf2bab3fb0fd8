package dev.paddock.controlplane.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/// A part of a PNG.
///
/// @param offset where its data begins
/// @param length of its data, in bytes
record PngChunk(String type, int offset, int length) {

    /// What a walk through all bytes found.
    ///
    /// @param flaw why it ended too early; null when it did not
    record Walk(List<PngChunk> chunks, @Nullable String flaw) {}

    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    /// Length, type and checksum.
    private static final int AROUND = 12;
    // Encoders write some hundred bytes to a chunk, at least.
    private static final int MOST = 100_000;

    static boolean isSigned(byte[] bytes) {
        return bytes.length >= SIGNATURE.length
                && Arrays.equals(bytes, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length);
    }

    /// The signature, which `chunks` of `bytes` follow.
    static byte[] join(byte[] bytes, List<PngChunk> chunks) {
        int size = SIGNATURE.length
                + chunks.stream().mapToInt(chunk -> chunk.length + AROUND).sum();
        ByteBuffer joined = ByteBuffer.allocate(size).put(SIGNATURE);
        chunks.forEach(chunk -> joined.put(bytes, chunk.offset - AROUND + 4, chunk.length + AROUND));
        return joined.array();
    }

    /// Goes from chunk to chunk: the first is the header, the last the end, and nothing follows.
    static Walk walk(byte[] bytes) {
        List<PngChunk> chunks = new ArrayList<>();
        ByteBuffer rest = ByteBuffer.wrap(bytes, SIGNATURE.length, bytes.length - SIGNATURE.length);
        while (rest.remaining() >= AROUND && chunks.size() < MOST) {
            int length = rest.getInt();
            if (length < 0 || length > rest.remaining() - 8) {
                return new Walk(chunks, "is truncated");
            }
            PngChunk chunk = new PngChunk(
                    new String(bytes, rest.position(), 4, StandardCharsets.ISO_8859_1), rest.position() + 4, length);
            CRC32 sum = new CRC32();
            sum.update(bytes, rest.position(), length + 4);
            rest.position(rest.position() + length + 4);
            if (rest.getInt() != (int) sum.getValue()) {
                return new Walk(chunks, "is damaged: the checksum of a part is wrong");
            }
            if (chunks.isEmpty() != chunk.is("IHDR")) {
                return new Walk(chunks, "has no valid PNG header");
            }
            chunks.add(chunk);
            if (chunk.is("IEND")) {
                return new Walk(chunks, rest.hasRemaining() ? "has bytes after its end" : null);
            }
        }
        return new Walk(chunks, chunks.size() == MOST ? "has too many parts" : "is truncated");
    }

    boolean is(String wanted) {
        return type.equals(wanted);
    }
}
