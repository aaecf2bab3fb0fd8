package dev.paddock.proving.bench.load;

import dev.paddock.proving.site.Site;
import dev.paddock.standalone.CouldNotRun;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/// A client that sends reports of some 20 MiB with 40 screenshots, none of which was sent before. Not thread-safe.
public final class ReportSender implements AutoCloseable {

    private static final int SCREENSHOTS = 40;
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 800;
    /// Of the pixels, how many are noise: a PNG of 380 KB.
    private static final double NOISE = 0.125;
    /// The last part of a PNG, with all around it.
    private static final int END = 12;

    private final Connection connection;
    private final List<byte[]> images = new ArrayList<>();
    private final Random random = new Random(1);
    private final Site site;

    public ReportSender(Site site, URI url) throws IOException {
        this.site = site;
        this.connection = new Connection(url);
        for (int i = 0; i < SCREENSHOTS; i++) {
            images.add(image());
        }
    }

    /// Sends one more report; returns how long the call took, in nanoseconds.
    public long send() throws IOException {
        byte[] call = Connection.call(
                "POST",
                "/api/v1/runs?repository=" + Repositories.names().getFirst(),
                report(),
                "Authorization: Bearer " + site.adminKey().text());
        long began = System.nanoTime();
        Connection.Reply reply = connection.exchange(call);
        long took = System.nanoTime() - began;
        if (reply.status() != 201) {
            throw new CouldNotRun("A report was answered with " + reply.status() + ": " + reply.text());
        }
        return took;
    }

    private String report() {
        var report = new StringBuilder("{\"report\": {\"results\": [");
        for (int i = 0; i < images.size(); i++) {
            report.append(i == 0 ? "" : ", ")
                    .append("{\"target\": \"/page-")
                    .append(i)
                    .append("\", \"kind\": \"screenshot\", \"status\": \"changed\", \"screenshot\": {\"candidate\": \"")
                    .append(Base64.getEncoder().encodeToString(fresh(images.get(i))))
                    .append("\"}}");
        }
        return report.append("]}}").toString();
    }

    private byte[] image() throws IOException {
        var image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                image.setRGB(x, y, y < HEIGHT * NOISE ? random.nextInt(1 << 24) : 0xf0f0f0);
            }
        }
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }

    /// The same pixels with another comment, and so with another digest.
    private byte[] fresh(byte[] image) {
        byte[] comment = "tEXtComment\0%016x".formatted(random.nextLong()).getBytes(StandardCharsets.ISO_8859_1);
        var sum = new CRC32();
        sum.update(comment);
        return ByteBuffer.allocate(image.length + comment.length + 8)
                .put(image, 0, image.length - END)
                .putInt(comment.length - 4)
                .put(comment)
                .putInt((int) sum.getValue())
                .put(image, image.length - END, END)
                .array();
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
