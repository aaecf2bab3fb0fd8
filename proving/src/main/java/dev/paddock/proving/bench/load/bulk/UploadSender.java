package dev.paddock.proving.bench.load.bulk;

import dev.paddock.proving.bench.load.Connection;
import dev.paddock.proving.site.Site;
import dev.paddock.standalone.CouldNotRun;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A client that sends archives of noise, none of which was sent before, and writes as many bytes to the disk by
/// itself.
/// Not thread-safe.
public final class UploadSender implements AutoCloseable {

    private static final String ENVIRONMENTS = "/api/environments";
    private static final String PROJECTS = ENVIRONMENTS + "/bench/projects";
    private static final String PROJECT = PROJECTS + "/bench";
    private static final int BLOCK = 1 << 20;
    private static final long CHUNK = 16L << 20;
    private static final Pattern UPLOAD_ID = Pattern.compile("\"uploadId\" *: *\"([^\"]+)\"");

    private final Site site;
    private final Connection connection;
    private final Archive archive;
    private final byte[] block = new byte[BLOCK];
    private final int blocks;
    private int sent;

    /// @param mebibytes how large an archive is
    public UploadSender(Site site, URI url, int mebibytes) throws IOException {
        this.site = site;
        this.connection = new Connection(url);
        this.blocks = mebibytes;
        new Random(1).nextBytes(block);
        this.archive = Archive.pack(site.data().resolve("archive.zip"), mebibytes);
        call("POST", ENVIRONMENTS, "{\"id\": \"bench\", \"name\": \"Bench\"}");
        call("POST", PROJECTS, "{\"id\": \"bench\", \"name\": \"Bench\"}");
    }

    /// Sends one more archive in one call; returns how long the call took, in nanoseconds.
    public long send() throws IOException {
        sent++;
        archive.become(sent);
        long began = System.nanoTime();
        put("POST", PROJECT + "/results?buildId=" + sent, "application/zip", 0, archive.length());
        return System.nanoTime() - began;
    }

    /// Sends one more archive in chunks of 16 MiB, one after the other; returns how long that took until it was put
    /// together, in nanoseconds.
    public long sendInChunks() throws IOException {
        sent++;
        archive.become(sent);
        int chunks = Math.toIntExact((archive.length() + CHUNK - 1) / CHUNK);
        long began = System.nanoTime();
        Connection.Reply begun = call(
                "POST",
                PROJECT + "/uploads",
                "{\"buildId\": \"%d\", \"totalSize\": %d, \"totalChunks\": %d}"
                        .formatted(sent, archive.length(), chunks));
        Matcher id = UPLOAD_ID.matcher(begun.text());
        if (!id.find()) {
            throw new CouldNotRun("An upload was begun without an uploadId: " + begun.text());
        }
        String upload = PROJECT + "/uploads/" + id.group(1);
        for (int i = 0; i < chunks; i++) {
            long from = i * CHUNK;
            put(
                    "PUT",
                    upload,
                    "application/octet-stream\r\nX-Chunk-Index: " + i + "\r\nX-Total-Chunks: " + chunks,
                    from,
                    Math.min(CHUNK, archive.length() - from));
        }
        call("POST", upload + "/complete", "");
        return System.nanoTime() - began;
    }

    private void put(String method, String path, String type, long from, long count) throws IOException {
        byte[] head = (method + " " + path + " HTTP/1.1\r\nHost: bench\r\n" + authorization() + "\r\nContent-Type: "
                        + type + "\r\nContent-Length: " + count + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        expectTaken(path, connection.exchange(head, out -> archive.write(out, from, count)));
    }

    private Connection.Reply call(String method, String path, String body) throws IOException {
        return expectTaken(path, connection.exchange(Connection.call(method, path, body, authorization())));
    }

    /// What is there from another measurement stays.
    private static Connection.Reply expectTaken(String path, Connection.Reply reply) {
        if (reply.status() >= 300 && reply.status() != 409) {
            throw new CouldNotRun(path + " was answered with " + reply.status() + ": " + reply.text());
        }
        return reply;
    }

    private String authorization() {
        return "Authorization: Bearer " + site.adminKey().text();
    }

    /// Writes a file of as many bytes beside the site's blobs, in blocks of 1 MiB, and syncs it, as
    /// `dd bs=1M conv=fsync` does; returns how long that took, in nanoseconds.
    public long write() throws IOException {
        Path file = site.data().resolve("written");
        long began = System.nanoTime();
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int i = 0; i < blocks; i++) {
                ByteBuffer bytes = ByteBuffer.wrap(block);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
            channel.force(true);
        }
        long took = System.nanoTime() - began;
        Files.delete(file);
        return took;
    }

    @Override
    public void close() throws IOException {
        try (archive) {
            connection.close();
        }
    }
}
