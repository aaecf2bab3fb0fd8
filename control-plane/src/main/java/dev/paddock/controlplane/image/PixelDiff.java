package dev.paddock.controlplane.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.io.IOException;

/// Shows where two images differ: the candidate in pale grey, red where a pixel differs, yellow where only its
/// anti-aliasing does. The method is that of pixelmatch: colours are compared as eyes see them, in YIQ, after what is
/// transparent was laid over white.
public final class PixelDiff {

    /// Two images that were compared.
    ///
    /// @param different how many pixels differ, anti-aliasing left out
    /// @param png what shows it
    public record Shown(long different, byte[] png) {}

    /// Pixels of the largest image that is compared: two of them and the difference fit in some 150 MB, of 8 bits a
    /// sample.
    public static final long MOST_PIXELS = 16_000_000;

    private static final int RED = 254;
    private static final int YELLOW = 255;
    private static final int GREYS = 254;
    private static final int WHITE = 255;
    /// How pale the candidate is shown.
    private static final double PALENESS = 0.1;
    /// The largest difference in YIQ, times the square of the share of it that nobody sees.
    private static final double INVISIBLE = 35_215 * 0.1 * 0.1;

    private final Canvas before;
    private final Canvas after;
    private final int width;
    private final int height;

    private PixelDiff(Canvas before, Canvas after) {
        this.before = before;
        this.after = after;
        this.width = Math.max(before.width(), after.width());
        this.height = Math.max(before.height(), after.height());
    }

    /// Bytes of the largest image that is compared, unpacked: with 16 bits a sample fewer pixels are as many.
    private static final long MOST_BYTES = 64 << 20;

    /// Bytes of the heap that it takes to compare two images.
    public static long heap(Png baseline, Png candidate) {
        // Each is copied once, before it is unpacked.
        return 2L * (baseline.bytes().length + candidate.bytes().length)
                + baseline.header().dataBytes()
                + candidate.header().dataBytes()
                + MOST_PIXELS;
    }

    /// Whether two images are small enough to be compared. What one has beyond the other's edge counts, too.
    public static boolean isFeasible(Png baseline, Png candidate) {
        return Math.max(baseline.header().dataBytes(), candidate.header().dataBytes()) <= MOST_BYTES
                && (long) Math.max(baseline.header().width(), candidate.header().width())
                                * Math.max(
                                        baseline.header().height(),
                                        candidate.header().height())
                        <= MOST_PIXELS;
    }

    /// Compares them. Throws [IOException] when one cannot be decoded.
    public static Shown of(Png baseline, Png candidate) throws IOException {
        return new PixelDiff(new Canvas(Pixels.decode(baseline)), new Canvas(Pixels.decode(candidate))).show();
    }

    private Shown show() throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, palette());
        WritableRaster raster = image.getRaster();
        int[] row = new int[width];
        long different = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                row[x] = judge(x, y);
                different += row[x] == RED ? 1 : 0;
            }
            raster.setSamples(0, y, width, 1, 0, row);
        }
        return new Shown(different, Pixels.encode(image));
    }

    private int judge(int x, int y) {
        if (!before.has(x, y) || !after.has(x, y)) {
            return RED;
        }
        int old = before.at(x, y);
        int now = after.at(x, y);
        if (old == now || Yiq.distance(old, now) <= INVISIBLE) {
            double grey = WHITE + (Yiq.brightness(now) - WHITE) * PALENESS;
            return (int) (grey * (GREYS - 1) / WHITE);
        }
        boolean edge = Antialiasing.isAt(before, after, x, y) || Antialiasing.isAt(after, before, x, y);
        return edge ? YELLOW : RED;
    }

    private static IndexColorModel palette() {
        byte[][] colours = new byte[3][YELLOW + 1];
        for (int grey = 0; grey < GREYS; grey++) {
            byte value = (byte) Math.round(grey * (double) WHITE / (GREYS - 1));
            for (byte[] colour : colours) {
                colour[grey] = value;
            }
        }
        for (int marked : new int[] {RED, YELLOW}) {
            colours[0][marked] = (byte) WHITE;
            colours[1][marked] = marked == YELLOW ? (byte) WHITE : 0;
        }
        return new IndexColorModel(8, YELLOW + 1, colours[0], colours[1], colours[2]);
    }
}
