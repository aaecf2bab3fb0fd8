package dev.paddock.controlplane.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.Pngs;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Line2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PixelDiffTest {

    private static final int RED = 0xff0000;
    private static final int YELLOW = 0xffff00;
    private static final int WHITE = 0xffffff;

    private static Png png(byte[] bytes) {
        return ((PngCheck.Whole) PngCheck.of(bytes)).png();
    }

    private static PixelDiff.Shown diff(byte[] before, byte[] after) throws IOException {
        return PixelDiff.of(png(before), png(after));
    }

    private static int count(PixelDiff.Shown shown, int colour) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(shown.png()));
        int count = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                count += (image.getRGB(x, y) & WHITE) == colour ? 1 : 0;
            }
        }
        return count;
    }

    @Test
    void whatIsTheSameIsShownInGreyAlone() throws IOException {
        byte[] image = Pngs.of(30, 20, (x, y) -> ((x * 8) << 16) | (y * 12));

        PixelDiff.Shown shown = diff(image, image);

        assertThat(shown.different()).isZero();
        assertThat(count(shown, RED) + count(shown, YELLOW)).isZero();
        assertThat(PngCheck.of(shown.png())).isInstanceOf(PngCheck.Whole.class);
    }

    @Test
    void aChangedAreaIsRed() throws IOException {
        byte[] before = Pngs.of(40, 30, (x, y) -> WHITE);
        byte[] after = Pngs.of(40, 30, (x, y) -> x >= 10 && x < 20 && y >= 5 && y < 15 ? 0x2040c0 : WHITE);

        PixelDiff.Shown shown = diff(before, after);

        assertThat(shown.different()).isEqualTo(100);
        assertThat(count(shown, RED)).isEqualTo(100);
    }

    @Test
    void aDifferenceThatNobodySeesIsNone() throws IOException {
        byte[] before = Pngs.of(10, 10, (x, y) -> 0x808080);
        byte[] after = Pngs.of(10, 10, (x, y) -> 0x828281);

        assertThat(diff(before, after).different()).isZero();
    }

    @Test
    void smoothedEdgesAreYellowAndDoNotCount() throws IOException {
        byte[] hard = line(false);
        byte[] smooth = line(true);

        PixelDiff.Shown shown = diff(hard, smooth);

        assertThat(count(shown, YELLOW)).isGreaterThan(20);
        assertThat(shown.different()).isLessThan(count(shown, YELLOW) / 2);
        assertThat(shown.different()).isEqualTo(count(shown, RED));
    }

    private static byte[] line(boolean smooth) throws IOException {
        BufferedImage image = new BufferedImage(100, 60, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        pen.setColor(Color.WHITE);
        pen.fillRect(0, 0, 100, 60);
        pen.setColor(Color.BLACK);
        pen.setRenderingHint(
                RenderingHints.KEY_ANTIALIASING,
                smooth ? RenderingHints.VALUE_ANTIALIAS_ON : RenderingHints.VALUE_ANTIALIAS_OFF);
        pen.setStroke(new BasicStroke(6));
        pen.draw(new Line2D.Double(5, 10, 95, 45));
        pen.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }

    @Test
    void whatOneHasBeyondTheOthersEdgeIsRed() throws IOException {
        byte[] before = Pngs.of(10, 10, (x, y) -> WHITE);
        byte[] after = Pngs.of(12, 8, (x, y) -> WHITE);

        PixelDiff.Shown shown = diff(before, after);

        assertThat(shown.different()).isEqualTo(12 * 10 - 10 * 8);
    }

    @Test
    void partsThatUnpackToMuchAreNotUnpacked() throws IOException {
        byte[] bomb = Pngs.join("icc".getBytes(StandardCharsets.US_ASCII), new byte[2], Pngs.zeros(500 << 20));
        byte[] image = Pngs.of(10, 10, (x, y) -> WHITE);

        // Decoded, it would not fit into the memory of the tests beside its twin.
        assertThat(diff(Pngs.with(image, Pngs.chunk("iCCP", bomb)), Pngs.with(image, Pngs.chunk("zTXt", bomb)))
                        .different())
                .isZero();
    }

    @Test
    void imagesThatAreLargeTogetherAreNotCompared() {
        Png wide = png(Pngs.saying(30_000, 10, 30_001 * 10));
        Png high = png(Pngs.saying(10, 30_000, 11 * 30_000));

        assertThat(PixelDiff.isFeasible(wide, wide)).isTrue();
        assertThat(PixelDiff.isFeasible(wide, high)).isFalse();
        Png deep = png(Pngs.deep(4000, 2500, 4000 * 2500 * 8 + 2500));
        assertThat(deep.pixels()).isLessThan(PixelDiff.MOST_PIXELS);
        assertThat(PixelDiff.isFeasible(deep, deep)).isFalse();
        assertThat(PixelDiff.heap(wide, wide)).isGreaterThan(2 * 30_001 * 10 + PixelDiff.MOST_PIXELS);
    }
}
