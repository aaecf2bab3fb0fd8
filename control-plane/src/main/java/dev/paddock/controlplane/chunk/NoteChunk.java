package dev.paddock.controlplane.chunk;

import dev.paddock.controlplane.audit.AuditLog;
import dev.paddock.controlplane.audit.Origin;
import dev.paddock.controlplane.chunk.ChunkStore.Chunk;
import dev.paddock.controlplane.receive.Refusals;
import dev.paddock.controlplane.upload.UploadConfig;
import dev.paddock.controlplane.upload.UploadPhases;
import dev.paddock.controlplane.upload.UploadSession;
import dev.paddock.controlplane.upload.UploadStore;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Notes chunks that are stored. Joins its caller's transaction.
@Singleton
class NoteChunk {

    private final ChunkStore chunks;
    private final UploadPhases phases;
    private final UploadStore uploads;
    private final UploadConfig config;
    private final AuditLog audit;

    NoteChunk(ChunkStore chunks, UploadPhases phases, UploadStore uploads, UploadConfig config, AuditLog audit) {
        this.chunks = chunks;
        this.phases = phases;
        this.uploads = uploads;
        this.config = config;
        this.audit = audit;
    }

    /// Notes one that is stored, unless it came before; returns how many have come. 409 when its upload
    /// takes none any more, or has got others meanwhile that leave it no place.
    int note(UploadSession upload, int index, Chunk chunk, Origin origin) {
        // Chunks of one upload are noted one after the other.
        if (!phases.grow(upload.id(), config.abandoned())) {
            throw Refusals.closed(uploads.find(upload.id()).orElseThrow(() -> Refusals.noUpload(upload.uploadId())));
        }
        Optional<Chunk> before = chunks.find(upload.id(), index);
        if (before.isEmpty()) {
            add(upload, index, chunk, origin);
        } else if (!before.get().equals(chunk)) {
            throw StoreChunk.differs(index);
        }
        return chunks.count(upload.id());
    }

    private void add(UploadSession upload, int index, Chunk chunk, Origin origin) {
        chunks.add(upload.id(), index, chunk);
        if (upload.totalSize() != null && chunks.bytes(upload.id()) > upload.totalSize()) {
            throw Refusals.tooMany(upload);
        }
        audit.append(List.of(AuditLog.Entry.of(
                origin, ReceiveChunk.ACTION, upload.uploadId(), Map.of("chunk", index, "bytes", chunk.bytes()))));
    }
}
