package dev.paddock.controlplane.image;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Judges bytes that are said to be a PNG, before anything decodes them: what it allocates does not depend on what they
/// say of themselves.
public sealed interface PngCheck {

    /// It is one, whole and within the limits.
    record Whole(Png png) implements PngCheck {}

    /// It is none, or not one to be decoded.
    ///
    /// @param why completes a sentence that begins with what was sent: `is a GIF, …`
    record Refused(String why) implements PngCheck {}

    /// Pixels of the largest one that is accepted.
    long MOST_PIXELS = 40_000_000;

    /// The verdict on `bytes`.
    static PngCheck of(byte[] bytes) {
        if (!PngChunk.isSigned(bytes)) {
            return new Refused(PngCheck.what(bytes));
        }
        PngChunk.Walk walk = PngChunk.walk(bytes);
        if (walk.flaw() != null) {
            return new Refused(walk.flaw());
        }
        List<PngChunk> chunks = walk.chunks();
        Optional<PngHeader> header = PngHeader.of(chunks.getFirst(), bytes);
        if (header.isEmpty()) {
            return new Refused("has no valid PNG header");
        }
        return flaw(bytes, chunks, header.get())
                .<PngCheck>map(Refused::new)
                .orElseGet(() -> new Whole(new Png(bytes, header.get())));
    }

    private static Optional<String> flaw(byte[] bytes, List<PngChunk> chunks, PngHeader header) {
        if (header.pixels() > MOST_PIXELS) {
            return Optional.of(
                    "has %d × %d pixels, and %d are the most".formatted(header.width(), header.height(), MOST_PIXELS));
        }
        boolean colours = chunks.stream().anyMatch(chunk -> chunk.is("PLTE"));
        if (header.hasPalette() && !colours) {
            return Optional.of("is damaged: it has no palette");
        }
        return data(bytes, chunks, header.dataBytes());
    }

    /// Unpacks the pixels' data into nothing, and no further than the header says.
    private static Optional<String> data(byte[] bytes, List<PngChunk> chunks, long expected) {
        byte[] sink = new byte[1 << 16];
        try (Inflater inflater = new Inflater()) {
            long unpacked = 0;
            for (PngChunk chunk : chunks) {
                if (!chunk.is("IDAT")) {
                    continue;
                }
                if (inflater.finished() && chunk.length() > 0) {
                    return Optional.of("is damaged: its data goes on after its end");
                }
                inflater.setInput(bytes, chunk.offset(), chunk.length());
                while (!inflater.needsInput() && !inflater.finished()) {
                    int some = inflater.inflate(sink);
                    unpacked += some;
                    if (unpacked > expected) {
                        return Optional.of("unpacks to more than its header says");
                    }
                    if (some == 0 && inflater.needsDictionary()) {
                        return Optional.of("is damaged: its data cannot be unpacked");
                    }
                }
                if (inflater.finished() && inflater.getRemaining() > 0) {
                    return Optional.of("is damaged: its data goes on after its end");
                }
            }
            return inflater.finished() && unpacked == expected
                    ? Optional.empty()
                    : Optional.of("is truncated: pixels are missing");
        } catch (DataFormatException e) {
            return Optional.of("is damaged: its data cannot be unpacked");
        }
    }

    private static String what(byte[] bytes) {
        String start = new String(Arrays.copyOf(bytes, 6), StandardCharsets.ISO_8859_1);
        if (bytes.length == 0) {
            return "is empty";
        }
        if (start.startsWith("GIF8")) {
            return "is a GIF, not a PNG";
        }
        return start.startsWith("\u00ff\u00d8\u00ff") ? "is a JPEG, not a PNG" : "is not a PNG";
    }
}
