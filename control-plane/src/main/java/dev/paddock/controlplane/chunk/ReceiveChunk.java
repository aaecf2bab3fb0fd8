package dev.paddock.controlplane.chunk;

import dev.paddock.controlplane.audit.Origin;
import dev.paddock.controlplane.chunk.ChunkStore.Chunk;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.receive.Refusals;
import dev.paddock.controlplane.sql.InTransaction;
import dev.paddock.controlplane.upload.Phase;
import dev.paddock.controlplane.upload.UploadSession;
import jakarta.inject.Singleton;
import java.io.InputStream;

/// Takes one chunk of an upload; again, when it comes again.
@Singleton
class ReceiveChunk {

    static final String ACTION = "upload.chunk";

    private final StoreChunk store;
    private final NoteChunk note;
    private final InTransaction transaction;

    ReceiveChunk(StoreChunk store, NoteChunk note, InTransaction transaction) {
        this.store = store;
        this.note = note;
        this.transaction = transaction;
    }

    /// Stores the chunk at `index`; it is safe when this returns. Returns how many have come. 409 for an
    /// upload that takes none any more, for other bytes than came there before, and for more than were
    /// announced; what is refused is not kept.
    int receive(UploadSession upload, int index, InputStream body, Origin origin) throws Exception {
        if (upload.phase() != Phase.UPLOADING) {
            throw Refusals.closed(upload);
        }
        Chunk chunk = store.store(upload, index, body);
        try {
            return transaction.call(() -> note.note(upload, index, chunk, origin));
        } catch (ProblemException e) {
            // Others came while it was being stored.
            store.discard(chunk);
            throw e;
        }
    }
}
