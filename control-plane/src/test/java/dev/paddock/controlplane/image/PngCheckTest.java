package dev.paddock.controlplane.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.Pngs;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is refused of what is said to be a PNG, before anything decodes it.
class PngCheckTest {

    private final byte[] good = Pngs.of(20, 10, (x, y) -> x * y * 977);

    private static String refused(byte[] bytes) {
        PngCheck verdict = PngCheck.of(bytes);
        assertThat(verdict).isInstanceOf(PngCheck.Refused.class);
        return ((PngCheck.Refused) verdict).why();
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                BufferedImage.TYPE_INT_RGB,
                BufferedImage.TYPE_INT_ARGB,
                BufferedImage.TYPE_BYTE_GRAY,
                BufferedImage.TYPE_USHORT_GRAY,
                BufferedImage.TYPE_BYTE_INDEXED,
                BufferedImage.TYPE_BYTE_BINARY
            })
    void everyKindOfPngIsTakenInterlacedOrNot(int type) throws Exception {
        for (boolean interlaced : new boolean[] {false, true}) {
            byte[] bytes = written(new BufferedImage(37, 23, type), interlaced);

            assertThat(PngCheck.of(bytes)).isInstanceOfSatisfying(PngCheck.Whole.class, whole -> {
                assertThat(whole.png().header().width()).isEqualTo(37);
                assertThat(whole.png().header().height()).isEqualTo(23);
                assertThat(whole.png().header().interlaced()).isEqualTo(interlaced);
            });
        }
    }

    private static byte[] written(BufferedImage image, boolean interlaced) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        ImageWriteParam parameters = writer.getDefaultWriteParam();
        parameters.setProgressiveMode(interlaced ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), parameters);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    @Test
    void aGifNamedPngIsRefused() {
        assertThat(refused(Pngs.gif())).isEqualTo("is a GIF, not a PNG");
        assertThat(refused(new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff, 0}))
                .contains("JPEG");
        assertThat(refused("<svg onload=alert(1)>".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("is not a PNG");
        assertThat(refused(new byte[0])).isEqualTo("is empty");
    }

    @Test
    void aTruncatedPngIsRefusedWhereverItIsCut() {
        for (int length = 8; length < good.length; length++) {
            assertThat(refused(Arrays.copyOf(good, length)))
                    .as("%d bytes", length)
                    .isEqualTo("is truncated");
        }
        assertThat(refused(Pngs.saying(10, 10, 109))).contains("pixels are missing");
    }

    @Test
    void aHundredThousandTimesAHundredThousandPixelsAreRefusedUnread() {
        assertThat(refused(Pngs.saying(100_000, 100_000, 1000))).contains("100000 × 100000 pixels");
        assertThat(refused(Pngs.saying(Integer.MAX_VALUE, Integer.MAX_VALUE, 10)))
                .contains("pixels");
        assertThat(refused(Pngs.saying(0, 5, 10))).contains("header");
        assertThat(refused(Pngs.saying(-1, 5, 10))).contains("header");
    }

    @Test
    void theLargestThatIsTakenIsTaken() {
        int side = (int) Math.sqrt(PngCheck.MOST_PIXELS);
        assertThat(PngCheck.of(Pngs.saying(side, side, (side + 1) * side))).isInstanceOf(PngCheck.Whole.class);
    }

    @Test
    void aBombThatUnpacksToMoreThanItSaysIsRefused() {
        byte[] bomb = Pngs.saying(10, 10, 200 << 20);

        assertThat(bomb.length).isLessThan(1 << 20);
        assertThat(refused(bomb)).isEqualTo("unpacks to more than its header says");
    }

    @Test
    void whatFollowsTheEndIsRefused() {
        assertThat(refused(Pngs.join(good, "<script>".getBytes(StandardCharsets.UTF_8))))
                .isEqualTo("has bytes after its end");
        assertThat(refused(Pngs.join(good, good))).isEqualTo("has bytes after its end");
    }

    @Test
    void aChangedByteIsNoticed() {
        for (int i = 8; i < good.length; i++) {
            byte[] changed = good.clone();
            changed[i] ^= 1;
            assertThat(PngCheck.of(changed)).as("byte %d", i).isInstanceOf(PngCheck.Refused.class);
        }
    }

    @Test
    void dataThatCannotBeUnpackedIsRefused() {
        byte[] bytes = Pngs.saying(2, 2, 6);
        int data = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("IDAT") - 4;
        byte[] head = Arrays.copyOf(bytes, data);

        assertThat(refused(Pngs.join(head, Pngs.chunk("IDAT", (byte) 1, (byte) 2, (byte) 3), Pngs.chunk("IEND"))))
                .contains("cannot be unpacked");
        assertThat(refused(Pngs.join(head, Pngs.chunk("IEND")))).contains("pixels are missing");
        byte[] packed = Pngs.zeros(6);
        assertThat(refused(Pngs.join(head, Pngs.chunk("IDAT", Pngs.join(packed, packed)), Pngs.chunk("IEND"))))
                .contains("goes on after its end");
        assertThat(refused(Pngs.join(head, Pngs.chunk("IDAT", packed), Pngs.chunk("IDAT", packed), Pngs.chunk("IEND"))))
                .contains("goes on after its end");
    }

    @Test
    void manyPartsOfNothingAreRefused() {
        byte[] empty = Pngs.chunk("teST");
        byte[] many = new byte[empty.length * 100_001];
        for (int i = 0; i < 100_001; i++) {
            System.arraycopy(empty, 0, many, i * empty.length, empty.length);
        }
        assertThat(refused(Pngs.with(good, many))).isEqualTo("has too many parts");
    }
}
