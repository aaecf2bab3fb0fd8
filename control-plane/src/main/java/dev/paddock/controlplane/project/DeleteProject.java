package dev.paddock.controlplane.project;

import dev.paddock.controlplane.audit.AuditLog;
import dev.paddock.controlplane.audit.Origins;
import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;

/// Deletes projects with what belongs to them, however much that is: most of it first, and the rest with the project in
/// one transaction.
@Singleton
class DeleteProject {

    static final String ACTION = "project.delete";

    private final ProjectStore projects;
    private final AuditLog audit;
    private final Origins origins;
    private final Event<ProjectEmptied> emptied;
    private final Event<ProjectDeleted> deleted;

    DeleteProject(
            ProjectStore projects,
            AuditLog audit,
            Origins origins,
            Event<ProjectEmptied> emptied,
            Event<ProjectDeleted> deleted) {
        this.projects = projects;
        this.audit = audit;
        this.origins = origins;
        this.emptied = emptied;
        this.deleted = deleted;
    }

    /// False when there is none. A deletion that breaks off has deleted some builds, and goes on when it is repeated.
    boolean delete(String environment, String id) {
        if (projects.find(environment, id).isEmpty()) {
            return false;
        }
        emptied.fire(new ProjectEmptied(environment, id));
        return audit.record(
                        () -> Optional.of(id).filter(known -> deletedWithTheRest(environment, known)),
                        known -> AuditLog.Entry.of(origins.current(), ACTION, environment + "/" + known, Map.of()))
                .isPresent();
    }

    private boolean deletedWithTheRest(String environment, String id) {
        if (!projects.lock(environment, id)) {
            return false;
        }
        deleted.fire(new ProjectDeleted(environment, id));
        projects.delete(environment, id);
        return true;
    }
}
