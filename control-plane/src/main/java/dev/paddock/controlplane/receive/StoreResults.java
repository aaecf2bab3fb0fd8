package dev.paddock.controlplane.receive;

import dev.paddock.controlplane.archive.ArchiveLimits;
import dev.paddock.controlplane.archive.CheckedArchive;
import dev.paddock.controlplane.audit.AuditLog;
import dev.paddock.controlplane.blob.Blobs;
import dev.paddock.controlplane.blob.Put;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.sql.InTransaction;
import dev.paddock.controlplane.upload.UploadPhases;
import dev.paddock.controlplane.upload.UploadSession;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/// The way that every upload's archive takes: judged while it is stored, then handed over. Whatever goes wrong fails
/// the upload and leaves nothing of it.
@Singleton
public class StoreResults {

    private static final Logger LOG = Logger.getLogger(StoreResults.class);

    private final Blobs blobs;
    private final UploadPhases phases;
    private final HandOver handOver;
    private final AuditLog audit;
    private final InTransaction transaction;

    StoreResults(Blobs blobs, UploadPhases phases, HandOver handOver, AuditLog audit, InTransaction transaction) {
        this.blobs = blobs;
        this.phases = phases;
        this.handOver = handOver;
        this.audit = audit;
        this.transaction = transaction;
    }

    /// Where an archive comes from.
    @FunctionalInterface
    public interface Source {
        /// The archive's bytes; who gives them closes them.
        InputStream open() throws IOException;
    }

    /// Stores the archive of an upload that `holder` has in work. The bytes are safe when this returns. Throws a
    /// problem, or what the storage throws, when it is not taken.
    ///
    /// @param entry of the audit log, for the call that made it whole
    public void store(UploadSession upload, UUID holder, Source source, AuditLog.Entry entry) throws Exception {
        try {
            Put.Stored stored = put(source);
            take(upload, holder, stored, entry);
        } catch (Exception e) {
            Exception told = Refusals.toSender(e);
            fail(upload, holder, told);
            throw told;
        }
    }

    private void take(UploadSession upload, UUID holder, Put.Stored stored, AuditLog.Entry entry) throws Exception {
        try {
            transaction.call(() -> {
                // The project, the build, the upload: in this order everybody locks them.
                handOver.receive(upload, stored.digest(), stored.bytes());
                if (!phases.generate(upload.id(), holder, stored.digest(), stored.bytes())) {
                    // Deleted, or so slow that it was taken for dead.
                    throw Refusals.noUpload(upload.uploadId());
                }
                audit.append(List.of(entry));
                return stored;
            });
        } catch (ProblemException e) {
            blobs.discard(stored.digest());
            throw e;
        }
    }

    private Put.Stored put(Source source) throws IOException {
        try (CheckedArchive zip = new CheckedArchive(source.open(), ArchiveLimits.UPLOADS)) {
            return switch (blobs.put(zip, Refusals.UPLOAD)) {
                case Put.Stored stored -> stored;
                case Put.TooLarge large -> throw Refusals.tooLarge(large.most());
                case Put.Mismatch mismatch ->
                    throw new IllegalStateException("nobody announced " + mismatch.announced());
            };
        }
    }

    private void fail(UploadSession upload, UUID holder, Exception told) {
        try {
            phases.fail(upload.id(), holder, Refusals.toOthers(told));
        } catch (RuntimeException e) {
            // The ledger is away, most likely: the upload fails when its lease is over.
            LOG.warnf("the upload %s could not be failed now: %s", upload.uploadId(), e.getMessage());
            told.addSuppressed(e);
        }
    }
}
