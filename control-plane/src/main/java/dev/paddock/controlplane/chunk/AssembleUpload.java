package dev.paddock.controlplane.chunk;

import dev.paddock.controlplane.audit.AuditLog;
import dev.paddock.controlplane.audit.Origin;
import dev.paddock.controlplane.blob.Blobs;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.receive.Refusals;
import dev.paddock.controlplane.receive.StoreResults;
import dev.paddock.controlplane.upload.HeldUploads;
import dev.paddock.controlplane.upload.UploadConfig;
import dev.paddock.controlplane.upload.UploadPhases;
import dev.paddock.controlplane.upload.UploadSession;
import dev.paddock.model.problem.ProblemCode;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/// Puts the chunks of an upload together. Whichever replica is asked does it, one at a time.
@Singleton
class AssembleUpload {

    static final String ACTION = "upload.complete";

    private final UploadPhases phases;
    private final ChunkStore chunks;
    private final Blobs blobs;
    private final StoreResults store;
    private final HeldUploads held;
    private final UploadConfig config;

    AssembleUpload(
            UploadPhases phases,
            ChunkStore chunks,
            Blobs blobs,
            StoreResults store,
            HeldUploads held,
            UploadConfig config) {
        this.phases = phases;
        this.chunks = chunks;
        this.blobs = blobs;
        this.store = store;
        this.held = held;
        this.config = config;
    }

    /// Puts them together unless somebody is at it; false when somebody is, or was. 409 naming the chunks that are
    /// missing; what is wrong with the whole fails the upload.
    boolean assemble(UploadSession upload, Origin origin) throws Exception {
        List<Integer> missing = chunks.missing(upload.id(), upload.totalChunks());
        if (!missing.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.CHUNKS_MISSING,
                    missing.size() + " of " + upload.totalChunks() + " chunks have not come; send those that missing"
                            + " names, then complete the upload.",
                    Map.of("missing", missing));
        }
        try (HeldUploads.Hold hold = held.hold();
                ChunkStream whole = new ChunkStream(blobs, chunks.digests(upload.id()))) {
            if (!phases.assemble(upload.id(), hold.holder(), config.lease())) {
                return false;
            }
            store.store(
                    upload,
                    hold.holder(),
                    () -> {
                        long bytes = chunks.bytes(upload.id());
                        if (upload.totalSize() != null && bytes != upload.totalSize()) {
                            throw Refusals.wrongSize(upload, bytes);
                        }
                        return whole;
                    },
                    AuditLog.Entry.of(
                            origin,
                            ACTION,
                            upload.uploadId(),
                            Map.of("build", upload.target().toString())));
            return true;
        }
    }
}
