package dev.paddock.controlplane.ingest;

import dev.paddock.controlplane.audit.AuditLog;
import dev.paddock.controlplane.event.EventStore;
import dev.paddock.controlplane.idempotency.RequestKey;
import dev.paddock.controlplane.image.PngHeader;
import dev.paddock.controlplane.screenshot.KeepScreenshots;
import dev.paddock.controlplane.storage.Digest;
import dev.paddock.model.event.RunEvent;
import dev.paddock.model.run.RunId;
import dev.paddock.model.run.RunStatus;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Stores a report and its run, event, references and audit entry together.
@Singleton
class StoreReport {

    /// A report that was read and whose screenshots are stored.
    ///
    /// @param digest of the body; null without a key
    /// @param rest what it has beside its results
    /// @param fresh screenshots that came with it
    record Accepted(
            RunId run,
            IngestReport.Request request,
            byte @Nullable [] digest,
            @Nullable String branch,
            @Nullable String commit,
            Map<String, @Nullable Object> rest,
            List<Result> results,
            Map<Digest, PngHeader> fresh) {

        /// A report with any failed result failed.
        RunStatus status() {
            return results.stream().anyMatch(result -> result.status() == Result.Status.FAILED)
                    ? RunStatus.FAILURE
                    : RunStatus.SUCCESS;
        }
    }

    private final ReportStore reports;
    private final ReportKeys keys;
    private final KeepScreenshots screenshots;
    private final EventStore events;
    private final AuditLog audit;

    StoreReport(ReportStore reports, ReportKeys keys, KeepScreenshots screenshots, EventStore events, AuditLog audit) {
        this.reports = reports;
        this.keys = keys;
        this.screenshots = screenshots;
        this.events = events;
        this.audit = audit;
    }

    /// The run that a call with this key has made before.
    Optional<RunId> first(@Nullable RequestKey key, byte @Nullable [] digest) {
        return key == null ? Optional.empty() : keys.find(key, Objects.requireNonNull(digest));
    }

    /// The run; the one of the first call for a repeat, which stores nothing.
    @Transactional(Transactional.TxType.MANDATORY)
    public RunId store(Accepted accepted) {
        IngestReport.Request request = accepted.request();
        RequestKey key = request.key();
        Optional<RunId> first = key == null
                ? Optional.empty()
                : keys.take(key, Objects.requireNonNull(accepted.digest()), accepted.run());
        if (first.isPresent()) {
            return first.get();
        }
        RunId run = accepted.run();
        reports.store(new ReportStore.Reported(
                run,
                request.repository(),
                accepted.status(),
                accepted.branch(),
                accepted.commit(),
                request.by().actor(),
                request.traceparent()));
        screenshots.keep(request.repository(), run, accepted.fresh(), Result.screenshots(accepted.results()));
        reports.store(run, request.repository(), accepted.rest(), accepted.results());
        events.append(run, 1, new RunEvent.Finished(accepted.status(), null));
        audit.append(List.of(AuditLog.Entry.of(
                request.by(), "run.ingest", run.value(), Map.of("repository", request.repository()))));
        return run;
    }
}
