package dev.paddock.cluster;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Test results that are uploaded, and so go to S3: every zip is another one. Thread-safe.
final class Uploads {

    private static final String ENVIRONMENT = "/api/environments";
    private static final int RECEIVED = 202;

    private final Client client;
    private final String path;
    private final AtomicLong numbers = new AtomicLong();
    private final Queue<String> received = new ConcurrentLinkedQueue<>();

    /// Makes the project that they are for.
    Uploads(Client client) throws InterruptedException {
        this.client = client;
        client.make(ENVIRONMENT, Map.of("id", "cluster", "name", "Cluster"), "environment");
        String projects = ENVIRONMENT + "/cluster/projects";
        client.make(projects, Map.of("id", "tests", "name", "Tests"), "project");
        this.path = projects + "/tests/results?buildId=build-";
    }

    /// Uploads one.
    void upload() throws InterruptedException {
        long number = numbers.incrementAndGet();
        Client.Answer answer = client.upload(path + number, zip("build " + number), "upload-" + number);
        if (answer.status() == RECEIVED) {
            received.add(answer.text("uploadId"));
        }
    }

    /// How many were received.
    int size() {
        return received.size();
    }

    /// Those that were received and are not there any more.
    List<String> lost(Cluster cluster) throws SQLException {
        List<String> lost = new ArrayList<>();
        for (String id : received) {
            if (cluster.texts("""
                    select phase from upload_session where upload_id = ? and phase in ('generating', 'done')
                    """, id).isEmpty()) {
                lost.add(id);
            }
        }
        return lost;
    }

    private static byte[] zip(String text) {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("result.txt"));
            zip.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
