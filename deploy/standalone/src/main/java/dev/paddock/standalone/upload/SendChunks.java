package dev.paddock.standalone.upload;

import com.fasterxml.jackson.databind.JsonNode;
import dev.paddock.standalone.Json;
import dev.paddock.standalone.client.Connection;
import dev.paddock.standalone.client.Repeated;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.StreamSupport;

/// Sends an archive in chunks, several at once. What an earlier call of the command has sent of the same archive is not
/// sent again.
record SendChunks(Connection connection) {

    private static final int CHUNK = 16 << 20;
    private static final int AT_ONCE = 4;

    /// As many as the server lists at once.
    private static final String NEWEST = "/api/uploads?limit=1000";

    /// Sends what is missing of it, and has it put together; returns the upload's id.
    String send(Target target, ResultArchive archive) throws IOException, InterruptedException {
        String name = "%s-%s.zip".formatted(target.build(), archive.mark());
        long size = archive.size();
        int chunks = Math.toIntExact((size + CHUNK - 1) / CHUNK);
        String id = begin(target, name, size, chunks);
        String upload = target.path() + "/uploads/" + id;
        JsonNode progress = Json.tree(Repeated.call(() -> connection.get(upload)));
        List<Integer> missing = StreamSupport.stream(progress.path("missing").spliterator(), false)
                .map(JsonNode::asInt)
                .toList();
        sendAll(upload, archive, missing, chunks);
        Repeated.call(() -> connection.send("POST", upload + "/complete", Map.of(), BodyPublishers.noBody()));
        return id;
    }

    /// Goes on with an upload of it, or begins one.
    private String begin(Target target, String name, long size, int chunks) throws IOException, InterruptedException {
        Optional<String> open = open(target, name, size, chunks);
        if (open.isPresent()) {
            return open.get();
        }
        var wanted = Map.of("fileName", name, "totalSize", size, "totalChunks", chunks, "buildId", target.build());
        var begun = Repeated.call(() -> connection.post(target.path() + "/uploads", wanted));
        return Json.tree(begun.body()).path("uploadId").asText();
    }

    /// An upload of the same archive that waits for the rest of it.
    private Optional<String> open(Target target, String name, long size, int chunks)
            throws IOException, InterruptedException {
        JsonNode uploads = Json.tree(Repeated.call(() -> connection.get(NEWEST)));
        return StreamSupport.stream(uploads.spliterator(), false)
                .filter(one -> one.path("phase").asText().equals("uploading")
                        && one.path("envId").asText().equals(target.environment())
                        && one.path("projectId").asText().equals(target.project())
                        && one.path("buildId").asText().equals(target.build())
                        && one.path("fileName").asText().equals(name)
                        && one.path("totalSize").asLong() == size
                        && one.path("totalChunks").asInt() == chunks)
                .map(one -> one.path("uploadId").asText())
                .findFirst();
    }

    private void sendAll(String upload, ResultArchive archive, List<Integer> missing, int chunks)
            throws IOException, InterruptedException {
        try (ExecutorService threads =
                Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            List<Future<Connection.Answer>> sent = missing.stream()
                    .map(index -> threads.submit(() -> sendOne(upload, archive, index, chunks)))
                    .toList();
            try {
                for (Future<?> one : sent) {
                    one.get();
                }
            } catch (ExecutionException e) {
                sent.forEach(one -> one.cancel(true));
                throw cause(e);
            }
        }
    }

    /// What failed, as it was thrown.
    private static IOException cause(ExecutionException failed) {
        return switch (failed.getCause()) {
            case RuntimeException refused -> throw refused;
            case IOException away -> away;
            case null, default -> new IOException(failed.getCause());
        };
    }

    private Connection.Answer sendOne(String upload, ResultArchive archive, int index, int chunks)
            throws IOException, InterruptedException {
        var headers = Map.of(
                "Content-Type",
                "application/octet-stream",
                "X-Chunk-Index",
                String.valueOf(index),
                "X-Total-Chunks",
                String.valueOf(chunks));
        long from = (long) index * CHUNK;
        long length = Math.min(CHUNK, archive.size() - from);
        return Repeated.call(() -> connection.send("PUT", upload, headers, archive.part(from, length)));
    }
}
