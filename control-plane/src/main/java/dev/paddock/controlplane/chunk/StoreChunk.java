package dev.paddock.controlplane.chunk;

import dev.paddock.controlplane.blob.Blobs;
import dev.paddock.controlplane.blob.Put;
import dev.paddock.controlplane.chunk.ChunkStore.Chunk;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.receive.Refusals;
import dev.paddock.controlplane.upload.UploadSession;
import dev.paddock.model.problem.ProblemCode;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Optional;

/// Stores the bytes of chunks. What cannot become a part of its upload is refused before it is stored.
@Singleton
class StoreChunk {

    private final Blobs blobs;
    private final ChunkStore chunks;

    StoreChunk(Blobs blobs, ChunkStore chunks) {
        this.blobs = blobs;
        this.chunks = chunks;
    }

    /// Stores them. 400 when there are none, 409 when others came for this place before, or when the
    /// upload is to have no room for them.
    Chunk store(UploadSession upload, int index, InputStream body) throws Exception {
        try {
            PushbackInputStream bytes = new PushbackInputStream(body);
            int first = bytes.read();
            if (first < 0) {
                throw new ProblemException(
                        ProblemCode.MALFORMED_REQUEST, "The body is empty; send the bytes of the chunk.");
            }
            bytes.unread(first);
            // Before the look for the chunk: one that comes twice at once takes no room from itself.
            long taken = chunks.bytes(upload.id());
            Optional<Chunk> before = chunks.find(upload.id(), index);
            return before.isPresent() ? again(before.get(), index, bytes) : anew(upload, taken, bytes);
        } catch (Exception e) {
            throw Refusals.toSender(e);
        }
    }

    private Chunk again(Chunk before, int index, InputStream bytes) throws IOException {
        return switch (blobs.put(before.digest(), bytes, before.bytes())) {
            case Put.Stored _ -> before;
            case Put.TooLarge _ -> throw differs(index);
            case Put.Mismatch _ -> throw differs(index);
        };
    }

    private Chunk anew(UploadSession upload, long taken, InputStream bytes) throws IOException {
        long room = upload.totalSize() == null ? Refusals.UPLOAD : upload.totalSize() - taken;
        return switch (blobs.put(bytes, Math.clamp(room, 0, ChunkedUpload.CHUNK))) {
            case Put.Stored stored -> new Chunk(stored.digest(), stored.bytes());
            case Put.TooLarge large when large.most() < ChunkedUpload.CHUNK -> throw Refusals.tooMany(upload);
            case Put.TooLarge large -> throw Refusals.tooLarge(large.most());
            case Put.Mismatch mismatch -> throw new IllegalStateException("nobody announced " + mismatch.announced());
        };
    }

    /// 409 for other bytes than came before.
    static ProblemException differs(int index) {
        return new ProblemException(
                ProblemCode.CHUNK_DIFFERS,
                "The chunk " + index + " has come before with other bytes; send those, or begin another upload of the"
                        + " build.");
    }

    /// One that was stored and is refused: it stays no longer than it has to.
    void discard(Chunk refused) {
        blobs.discard(refused.digest());
    }
}
