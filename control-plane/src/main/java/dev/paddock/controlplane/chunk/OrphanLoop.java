package dev.paddock.controlplane.chunk;

import dev.paddock.controlplane.audit.Origin;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.loop.Chore;
import dev.paddock.controlplane.upload.UploadConfig;
import dev.paddock.controlplane.upload.UploadSession;
import dev.paddock.controlplane.upload.UploadStore;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jboss.logging.Logger;

/// Goes on with uploads whose chunks were being put together by a process that is gone.
@Singleton
class OrphanLoop {

    private static final Logger LOG = Logger.getLogger(OrphanLoop.class);

    private final ChunkStore chunks;
    private final UploadStore uploads;
    private final AssembleUpload assemble;
    private final UploadConfig config;

    OrphanLoop(ChunkStore chunks, UploadStore uploads, AssembleUpload assemble, UploadConfig config) {
        this.chunks = chunks;
        this.uploads = uploads;
        this.assemble = assemble;
        this.config = config;
    }

    @Produces
    @Singleton
    Chore adopting() {
        return new Chore("orphaned uploads", config.sweep(), this::adopt);
    }

    /// Goes on with one, if there is any; returns whether there was.
    boolean adopt() throws Exception {
        Optional<UploadSession> orphan = chunks.orphan().flatMap(uploads::find);
        if (orphan.isEmpty()) {
            return false;
        }
        UploadSession upload = orphan.get();
        try {
            if (assemble.assemble(upload, Origin.of(upload.uploadedBy()))) {
                LOG.infof(
                        "put the chunks of the upload %s together, which another process had begun", upload.uploadId());
            }
        } catch (ProblemException e) {
            LOG.infof("the upload %s failed: %s", upload.uploadId(), e.getMessage());
        }
        return true;
    }
}
