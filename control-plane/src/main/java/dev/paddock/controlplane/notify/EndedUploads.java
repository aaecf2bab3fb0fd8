package dev.paddock.controlplane.notify;

import dev.paddock.controlplane.notification.Audience;
import dev.paddock.controlplane.notification.Notice;
import dev.paddock.controlplane.notification.Notifications;
import dev.paddock.controlplane.upload.Phase;
import dev.paddock.controlplane.upload.UploadEnded;
import dev.paddock.controlplane.upload.UploadSession;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.util.Objects;

/// Tells of an upload's end in the transaction that says so in the ledger.
///
/// Results that were not taken are told to all who may see the project: their build is not there. Whatever comes of
/// results that were is told to their sender; all others are told of the report.
@Singleton
class EndedUploads {

    private final Notifications notifications;

    EndedUploads(Notifications notifications) {
        this.notifications = notifications;
    }

    @Transactional(Transactional.TxType.MANDATORY)
    void ended(@Observes UploadEnded ended) {
        notifications.tell(notice(ended.upload()));
    }

    private static Notice notice(UploadSession upload) {
        UploadSession.Target target = upload.target();
        Audience all = Audience.ofProject(target.environment() + "/" + target.project());
        String source = "upload " + upload.id() + " ended";
        if (upload.phase() == Phase.DONE) {
            return new Notice(
                    source,
                    Notice.Category.UPLOAD,
                    upload.failed() > 0 ? Notice.Severity.WARNING : Notice.Severity.SUCCESS,
                    "Done: the upload of " + target,
                    "The report is ready. Tests: %d passed, %d failed, %d skipped."
                            .formatted(upload.passed(), upload.failed(), upload.skipped()),
                    "/reports/" + target + "/index.html",
                    all.only(upload.uploadedBy()));
        }
        return new Notice(
                source,
                Notice.Category.UPLOAD,
                Notice.Severity.ERROR,
                "Failed: the upload of " + target,
                Objects.requireNonNullElse(upload.error(), "The list of uploads says why."),
                "/api/uploads",
                upload.failedAtPhase() == Phase.GENERATING ? all.only(upload.uploadedBy()) : all);
    }
}
