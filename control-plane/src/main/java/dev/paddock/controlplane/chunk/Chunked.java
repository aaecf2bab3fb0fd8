package dev.paddock.controlplane.chunk;

import dev.paddock.controlplane.receive.BeginUpload;
import dev.paddock.controlplane.receive.Refusals;
import dev.paddock.controlplane.upload.Phase;
import dev.paddock.controlplane.upload.UploadConfig;
import dev.paddock.controlplane.upload.UploadPhases;
import dev.paddock.controlplane.upload.UploadSession;
import dev.paddock.controlplane.upload.UploadSession.Target;
import dev.paddock.controlplane.upload.UploadStore;
import jakarta.inject.Singleton;
import java.util.List;

/// Uploads in chunks: begun, and found again.
@Singleton
class Chunked {

    private final BeginUpload begin;
    private final UploadStore uploads;
    private final ChunkStore chunks;
    private final UploadConfig config;

    Chunked(BeginUpload begin, UploadStore uploads, ChunkStore chunks, UploadConfig config) {
        this.begin = begin;
        this.uploads = uploads;
        this.chunks = chunks;
        this.config = config;
    }

    /// Begins one; returns what its sender names it by.
    String begin(Target target, ChunkedUpload wanted, String by) {
        return begin.begin(new UploadPhases.Begun(
                        target, wanted.fileName(), wanted.chunks(), wanted.size(), by, null, config.abandoned()))
                .uploadId();
    }

    /// One of a project; 404 when it has none of this id.
    UploadSession find(String environment, String project, String uploadId) {
        return uploads.find(uploadId)
                .filter(upload -> upload.uploadId().equals(uploadId))
                .filter(upload ->
                        upload.envId().equals(environment) && upload.projectId().equals(project))
                .orElseThrow(() -> Refusals.noUpload(uploadId));
    }

    /// How far it is.
    ChunkedUpload.Progress progress(UploadSession upload) {
        boolean open = upload.phase() == Phase.UPLOADING;
        List<Integer> missing = open ? chunks.missing(upload.id(), upload.totalChunks()) : List.of();
        return ChunkedUpload.Progress.of(upload, missing);
    }
}
