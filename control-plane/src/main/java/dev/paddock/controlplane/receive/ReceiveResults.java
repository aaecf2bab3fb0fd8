package dev.paddock.controlplane.receive;

import dev.paddock.controlplane.audit.AuditLog;
import dev.paddock.controlplane.audit.Origin;
import dev.paddock.controlplane.idempotency.RequestKey;
import dev.paddock.controlplane.receive.BeginOnce.Beginning;
import dev.paddock.controlplane.storage.Digest;
import dev.paddock.controlplane.upload.HeldUploads;
import dev.paddock.controlplane.upload.UploadConfig;
import dev.paddock.controlplane.upload.UploadPhases;
import dev.paddock.controlplane.upload.UploadSession;
import dev.paddock.controlplane.upload.UploadSession.Target;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Takes results that come in one call.
@Singleton
class ReceiveResults {

    static final String ACTION = "results.upload";

    private final BeginUpload begin;
    private final BeginOnce once;
    private final StoreResults store;
    private final HeldUploads held;
    private final UploadConfig config;

    ReceiveResults(BeginUpload begin, BeginOnce once, StoreResults store, HeldUploads held, UploadConfig config) {
        this.begin = begin;
        this.once = once;
        this.store = store;
        this.held = held;
        this.config = config;
    }

    /// A body that comes.
    ///
    /// @param length bytes that were announced; null = not said
    /// @param waits whether the caller sends nothing before the first of it is read
    record Body(@Nullable Long length, boolean waits, InputStream bytes) {}

    /// Takes them; they are safe when this returns. Returns what their sender names the upload by: that
    /// of the first call with this key, when it was taken and these are the same results.
    ///
    /// @param key null = the caller does not say whether it repeats a call
    String receive(Target target, @Nullable RequestKey key, Body body, Origin origin) throws Exception {
        try (HeldUploads.Hold hold = held.hold()) {
            return switch (begin(target, key, body, origin, hold)) {
                case Beginning.New(UploadSession upload) -> store(upload, body, origin, hold);
                case Beginning.Repeat(String uploadId, Digest results) -> {
                    if (!results.equals(read(body))) {
                        throw Objects.requireNonNull(key).reused();
                    }
                    yield uploadId;
                }
            };
        }
    }

    private String store(UploadSession upload, Body body, Origin origin, HeldUploads.Hold hold) throws Exception {
        try {
            store.store(
                    upload,
                    hold.holder(),
                    body::bytes,
                    AuditLog.Entry.of(
                            origin, ACTION, upload.target().toString(), Map.of("uploadId", upload.uploadId())));
            return upload.uploadId();
        } catch (Exception e) {
            Rest.read(body.bytes(), e);
            throw e;
        }
    }

    private static Digest read(Body body) throws Exception {
        try {
            return Digest.of(body.bytes());
        } catch (IOException e) {
            throw Refusals.toSender(e);
        }
    }

    private Beginning begin(Target target, @Nullable RequestKey key, Body body, Origin origin, HeldUploads.Hold hold)
            throws InterruptedException {
        try {
            var begun = new UploadPhases.Begun(
                    target, null, null, body.length(), origin.actor(), hold.holder(), config.lease());
            return key == null ? new Beginning.New(begin.begin(begun)) : once.begin(key, begun);
        } catch (RuntimeException e) {
            if (!body.waits()) {
                Rest.read(body.bytes(), e);
            }
            throw e;
        }
    }
}
