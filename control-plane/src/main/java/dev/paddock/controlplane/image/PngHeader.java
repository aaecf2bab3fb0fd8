package dev.paddock.controlplane.image;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a PNG says of itself.
///
/// @param width in pixels
/// @param height in pixels
/// @param depth bits of a sample
/// @param colour the type of its colours, as PNG numbers them
public record PngHeader(int width, int height, int depth, int colour, boolean interlaced) {

    private static final int LENGTH = 13;
    private static final int PALETTE = 3;
    /// Samples of a pixel, and the depths that there are, by the type of the colours.
    private static final Map<Integer, Integer> SAMPLES = Map.of(0, 1, 2, 3, PALETTE, 1, 4, 2, 6, 4);

    private static final Map<Integer, Set<Integer>> DEPTHS = Map.of(
            0,
            Set.of(1, 2, 4, 8, 16),
            2,
            Set.of(8, 16),
            PALETTE,
            Set.of(1, 2, 4, 8),
            4,
            Set.of(8, 16),
            6,
            Set.of(8, 16));

    /// First column, first row, and the steps between columns and rows, of each pass.
    private static final int[][] PASSES = {
        {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
    };

    /// What the chunk says; empty when it is no valid header.
    static Optional<PngHeader> of(PngChunk chunk, byte[] bytes) {
        if (chunk.length() != LENGTH) {
            return Optional.empty();
        }
        ByteBuffer data = ByteBuffer.wrap(bytes, chunk.offset(), LENGTH);
        int width = data.getInt();
        int height = data.getInt();
        int depth = data.get();
        int colour = data.get();
        int compression = data.get();
        int filter = data.get();
        int interlace = data.get();
        boolean valid = compression == 0
                && filter == 0
                && width > 0
                && height > 0
                && DEPTHS.getOrDefault(colour, Set.of()).contains(depth)
                && (interlace == 0 || interlace == 1);
        return valid ? Optional.of(new PngHeader(width, height, depth, colour, interlace == 1)) : Optional.empty();
    }

    long pixels() {
        return (long) width * height;
    }

    boolean hasPalette() {
        return colour == PALETTE;
    }

    /// How many bytes its pixels' data has when it is unpacked: each row, with the byte that says how it is filtered.
    long dataBytes() {
        if (!interlaced) {
            return rows(width, height);
        }
        long all = 0;
        for (int[] pass : PASSES) {
            all += rows(count(width, pass[0], pass[2]), count(height, pass[1], pass[3]));
        }
        return all;
    }

    private static int count(int size, int first, int step) {
        return Math.max(0, (size - first + step - 1) / step);
    }

    private long rows(int columns, int rows) {
        long bits = (long) columns * depth * SAMPLES.getOrDefault(colour, 0);
        return columns == 0 ? 0 : ((bits + 7) / 8 + 1) * rows;
    }
}
