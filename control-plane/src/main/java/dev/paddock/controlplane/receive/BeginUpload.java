package dev.paddock.controlplane.receive;

import dev.paddock.controlplane.project.ProjectStore;
import dev.paddock.controlplane.sql.InTransaction;
import dev.paddock.controlplane.upload.UploadPhases;
import dev.paddock.controlplane.upload.UploadSession;
import dev.paddock.controlplane.upload.UploadSession.Target;
import dev.paddock.model.problem.Problem.FieldError;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Begins uploads of builds that there are not yet.
@Singleton
public class BeginUpload {

    private static final Pattern BUILD = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._-]{0,127}");

    private final ProjectStore projects;
    private final UploadPhases phases;
    private final HandOver handOver;
    private final InTransaction transaction;

    BeginUpload(ProjectStore projects, UploadPhases phases, HandOver handOver, InTransaction transaction) {
        this.projects = projects;
        this.phases = phases;
        this.handOver = handOver;
        this.transaction = transaction;
    }

    /// What is wrong with a build id; empty when nothing is.
    public static Optional<FieldError> check(@Nullable String buildId) {
        if (buildId == null) {
            return Optional.of(new FieldError("buildId", "is missing"));
        }
        return BUILD.matcher(buildId).matches()
                ? Optional.empty()
                : Optional.of(new FieldError("buildId", "must match " + BUILD));
    }

    /// Begins one, joining the caller's transaction. 404 when there is no such project, 409 when it has the build, or
    /// another upload of it is open.
    public UploadSession begin(UploadPhases.Begun begun) {
        Target target = begun.target();
        return transaction.get(() -> {
            if (!projects.hold(target.environment(), target.project())) {
                throw Refusals.noProject(target);
            }
            UploadSession upload = phases.begin(begun).orElseThrow(() -> Refusals.buildExists(target));
            // Behind the insertion: a build whose upload has just been closed is seen.
            if (handOver.isTaken(target)) {
                throw Refusals.buildExists(target);
            }
            return upload;
        });
    }
}
