package dev.paddock.controlplane.image;

import java.awt.image.BufferedImage;
import java.util.Arrays;

/// The pixels of an image. Five rows of it are held as colours, however large it is: who reads goes from row to row and
/// looks two up and two down.
final class Canvas {

    private static final int HELD = 8;
    private static final int OPAQUE = 255;

    private final BufferedImage image;
    private final int[][] rows = new int[HELD][];
    private final int[] held = new int[HELD];

    Canvas(BufferedImage image) {
        this.image = image;
        Arrays.fill(held, -1);
    }

    int width() {
        return image.getWidth();
    }

    int height() {
        return image.getHeight();
    }

    boolean has(int x, int y) {
        return x < width() && y < height();
    }

    /// The colour, `0xRRGGBB`, over white.
    int at(int x, int y) {
        int slot = y % HELD;
        if (held[slot] != y) {
            int[] row = image.getRGB(0, y, width(), 1, rows[slot], 0, width());
            for (int i = 0; i < row.length; i++) {
                row[i] = overWhite(row[i]);
            }
            rows[slot] = row;
            held[slot] = y;
        }
        return rows[slot][x];
    }

    private static int overWhite(int argb) {
        int alpha = argb >>> 24;
        if (alpha == OPAQUE) {
            return argb & 0xffffff;
        }
        return blend(argb >> 16, alpha) << 16 | blend(argb >> 8, alpha) << 8 | blend(argb, alpha);
    }

    private static int blend(int sample, int alpha) {
        return OPAQUE + ((sample & 0xff) - OPAQUE) * alpha / OPAQUE;
    }
}
