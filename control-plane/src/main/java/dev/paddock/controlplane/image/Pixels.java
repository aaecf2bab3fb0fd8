package dev.paddock.controlplane.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/// Decodes PNGs that were looked at, and encodes others.
final class Pixels {

    /// What pixels are made of. The other parts may unpack to anything, and are nothing to us.
    private static final Set<String> NEEDED = Set.of("IHDR", "PLTE", "tRNS", "IDAT", "IEND");

    private Pixels() {}

    static BufferedImage decode(Png png) throws IOException {
        List<PngChunk> needed = PngChunk.walk(png.bytes()).chunks().stream()
                .filter(chunk -> NEEDED.contains(chunk.type()))
                .toList();
        ImageReader reader = ImageIO.getImageReadersByFormatName("png").next();
        try (MemoryCacheImageInputStream bytes =
                new MemoryCacheImageInputStream(new ByteArrayInputStream(PngChunk.join(png.bytes(), needed)))) {
            reader.setInput(bytes, true, true);
            return reader.read(0);
        } finally {
            reader.dispose();
        }
    }

    static byte[] encode(BufferedImage image) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.setUseCache(false);
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }
}
