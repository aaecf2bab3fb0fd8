package dev.paddock.controlplane;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntBinaryOperator;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;

/// Images for tests, and bytes that only look like some.
public final class Pngs {

    /// The signature and the header, each with all around it.
    private static final int HEAD = 8 + 25;

    private Pngs() {}

    /// A PNG whose pixels `colour` gives as `0xRRGGBB`, by column and row.
    public static byte[] of(int width, int height, IntBinaryOperator colour) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, colour.applyAsInt(x, y));
            }
        }
        return write(image, "png");
    }

    /// A small one that no other test has.
    public static byte[] random() {
        return of(4, 4, (x, y) -> ThreadLocalRandom.current().nextInt(0x1000000));
    }

    public static byte[] gif() {
        return write(new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_INDEXED), "gif");
    }

    private static byte[] write(BufferedImage image, String format) {
        try (ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
            ImageIO.write(image, format, bytes);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /// One that says it has `width` × `height` grey pixels, with so many zeros for them.
    public static byte[] saying(int width, int height, int zeros) {
        return saying(width, height, zeros, new byte[] {8, 0, 0, 0, 0});
    }

    /// The same with 16 bits a sample, in colours with transparency.
    public static byte[] deep(int width, int height, int zeros) {
        return saying(width, height, zeros, new byte[] {16, 6, 0, 0, 0});
    }

    private static byte[] saying(int width, int height, int zeros, byte[] kind) {
        byte[] header =
                ByteBuffer.allocate(13).putInt(width).putInt(height).put(kind).array();
        return join(Arrays.copyOf(random(), 8), chunk("IHDR", header), chunk("IDAT", zeros(zeros)), chunk("IEND"));
    }

    /// `png` with another part behind its header.
    public static byte[] with(byte[] png, byte[] chunk) {
        return join(Arrays.copyOf(png, HEAD), chunk, Arrays.copyOfRange(png, HEAD, png.length));
    }

    public static byte[] chunk(String type, byte... data) {
        byte[] named = join(type.getBytes(StandardCharsets.ISO_8859_1), data);
        CRC32 sum = new CRC32();
        sum.update(named);
        return ByteBuffer.allocate(data.length + 12)
                .putInt(data.length)
                .put(named)
                .putInt((int) sum.getValue())
                .array();
    }

    /// So many zeros, packed.
    public static byte[] zeros(int count) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        byte[] some = new byte[1 << 16];
        try (DeflaterOutputStream out = new DeflaterOutputStream(packed)) {
            for (int left = count; left > 0; left -= some.length) {
                out.write(some, 0, Math.min(left, some.length));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    public static byte[] join(byte[]... parts) {
        ByteBuffer all = ByteBuffer.allocate(
                Arrays.stream(parts).mapToInt(part -> part.length).sum());
        Arrays.stream(parts).forEach(all::put);
        return all.array();
    }
}
