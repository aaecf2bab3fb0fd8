package dev.paddock.controlplane.build;

import dev.paddock.controlplane.project.ProjectEmptied;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;

/// Deletes the builds of a project that will be deleted, all but a few: tens of thousands, with a file for each test,
/// take longer than a statement may.
@Singleton
class EmptyProject {

    /// In one transaction. Each may have ten thousand files.
    private static final int TOGETHER = 20;

    private final BuildStore store;
    private final Builds builds;

    EmptyProject(BuildStore store, Builds builds) {
        this.store = store;
        this.builds = builds;
    }

    void emptied(@Observes ProjectEmptied project) {
        for (List<String> some = some(project); !some.isEmpty(); some = some(project)) {
            builds.delete(some);
        }
    }

    private List<String> some(ProjectEmptied project) {
        return store.behindNewest(project.environmentId(), project.projectId(), TOGETHER);
    }
}
