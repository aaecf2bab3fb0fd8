package dev.paddock.controlplane.baseline;

import dev.paddock.controlplane.audit.AuditLog;
import dev.paddock.controlplane.audit.Origins;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.sql.Ids;
import dev.paddock.controlplane.sql.Json;
import dev.paddock.controlplane.storage.Digest;
import dev.paddock.controlplane.usage.Adding;
import dev.paddock.controlplane.usage.Plans;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Takes a baseline that is sent by itself.
@Singleton
class CreateBaseline {

    private final BaselineStore baselines;
    private final BaselineScreenshots screenshots;
    private final Json json;
    private final AuditLog audit;
    private final Origins origins;
    private final Plans plans;

    CreateBaseline(
            BaselineStore baselines,
            BaselineScreenshots screenshots,
            Json json,
            AuditLog audit,
            Origins origins,
            Plans plans) {
        this.plans = plans;
        this.baselines = baselines;
        this.screenshots = screenshots;
        this.json = json;
        this.audit = audit;
        this.origins = origins;
    }

    /// The newest version, which is what was sent. 400 for a screenshot that the repository has not sent, or a snapshot
    /// without a canonical form; 402 when the repository may not store it.
    @Transactional
    public CreatedBaseline create(String repository, BaselineRequest request) {
        BaselineRequest wanted = request.checked();
        Optional<Digest> screenshot = wanted.digest();
        String owner = Ids.prefixed("baseline");
        screenshot.ifPresent(digest -> screenshots.keep(repository, owner, digest));
        String snapshot = wanted.snapshot() == null ? null : json.write(wanted.snapshot());
        Digest digest = snapshot == null
                ? screenshot.orElseThrow()
                : SnapshotDigest.of(snapshot)
                        .orElseThrow(() -> ProblemException.invalid(
                                "snapshot", "holds a number that is out of the range of IEEE 754"));
        CreatedBaseline created = baselines.add(
                repository,
                Objects.requireNonNull(wanted.target()),
                Objects.requireNonNull(wanted.kind()),
                new BaselineStore.Content(
                        digest.hex(),
                        screenshot.map(Digest::hex).orElse(null),
                        snapshot,
                        owner,
                        origins.current().actor()));
        if (created.deduped()) {
            screenshots.drop(owner);
        } else {
            plans.expectWithin(repository, Adding.BYTES);
            audit.append(List.of(AuditLog.Entry.of(
                    origins.current(),
                    "baseline.create",
                    repository,
                    Map.of("target", created.target(), "kind", created.kind(), "version", created.version()))));
        }
        return created;
    }
}
