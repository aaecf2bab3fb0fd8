package dev.paddock.controlplane.chunk;

import dev.paddock.controlplane.audit.Origin;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.receive.Refusals;
import dev.paddock.controlplane.upload.UploadSession;
import dev.paddock.controlplane.upload.UploadStore;
import dev.paddock.model.problem.ProblemCode;
import jakarta.inject.Singleton;
import java.time.Duration;

/// Completes an upload once, however many ask for it: those who come later wait for the one who is at it.
@Singleton
class CompleteUpload {

    private static final Duration LOOK = Duration.ofMillis(250);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final AssembleUpload assemble;
    private final UploadStore uploads;

    CompleteUpload(AssembleUpload assemble, UploadStore uploads) {
        this.assemble = assemble;
        this.uploads = uploads;
    }

    /// Returns when the results are stored. On a virtual thread.
    void complete(UploadSession asked, Origin origin) throws Exception {
        long until = System.nanoTime() + PATIENCE.toNanos();
        UploadSession upload = asked;
        while (true) {
            switch (upload.phase()) {
                case UPLOADING, ASSEMBLING -> {
                    // One that is assembled is taken over when its holder is gone.
                    if (assemble.assemble(upload, origin)) {
                        return;
                    }
                }
                case GENERATING, DONE -> {
                    return;
                }
                case FAILED -> throw Refusals.closed(upload);
            }
            if (System.nanoTime() > until) {
                throw new ProblemException(
                        ProblemCode.UNAVAILABLE,
                        "The upload " + upload.uploadId()
                                + " is still being put together; repeat the call in a moment.");
            }
            Thread.sleep(LOOK);
            upload = uploads.find(upload.id()).orElseThrow(() -> Refusals.noUpload(asked.uploadId()));
        }
    }
}
