package dev.paddock.controlplane.receive;

import dev.paddock.controlplane.build.BuildEnded;
import dev.paddock.controlplane.build.BuildKey;
import dev.paddock.controlplane.build.Builds;
import dev.paddock.controlplane.build.BuildsDeleted;
import dev.paddock.controlplane.storage.Digest;
import dev.paddock.controlplane.upload.ReportMade;
import dev.paddock.controlplane.upload.UploadPhases;
import dev.paddock.controlplane.upload.UploadSession;
import dev.paddock.controlplane.upload.UploadSession.Target;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

/// Where uploads meet the builds that are made of them.
@Singleton
class HandOver {

    private final Builds builds;
    private final UploadPhases phases;

    HandOver(Builds builds, UploadPhases phases) {
        this.builds = builds;
        this.phases = phases;
    }

    /// Whether the project has a build of this name.
    boolean isTaken(Target target) {
        return builds.find(key(target)).isPresent();
    }

    /// Makes a build of results that are stored, in the transaction that says so. Throws a problem when there is one of
    /// its name, or no project any more, which undoes all.
    ///
    /// @param results a zip, a blob, with nothing in it that nobody should unpack
    /// @param bytes the blob's size
    void receive(UploadSession upload, Digest results, long bytes) {
        Target target = upload.target();
        switch (builds.receive(new Builds.Received(key(target), results, bytes, upload.uploadedBy()))) {
            case TAKEN -> {}
            case BUILD_EXISTS -> throw Refusals.buildExists(target);
            case NO_PROJECT -> throw Refusals.noProject(target);
        }
    }

    @Transactional(TxType.MANDATORY)
    void ended(@Observes BuildEnded build) {
        phases.finish(
                target(build.key()),
                new ReportMade(
                        build.done() ? null : String.join(" ", build.warnings()),
                        build.counts().passed(),
                        build.counts().failed(),
                        build.counts().skipped(),
                        build.counts().total()));
    }

    @Transactional(TxType.MANDATORY)
    void deleted(@Observes BuildsDeleted deleted) {
        phases.abandon(deleted.builds().stream().map(HandOver::target).toList());
    }

    private static Target target(BuildKey key) {
        return new Target(key.environment(), key.project(), key.build());
    }

    private static BuildKey key(Target target) {
        return new BuildKey(target.environment(), target.project(), target.build());
    }
}
