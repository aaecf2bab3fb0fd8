package dev.paddock.controlplane.build;

import dev.paddock.controlplane.access.Scope;
import dev.paddock.controlplane.allure.ReportConfig;
import dev.paddock.controlplane.blob.BlobReferences;
import dev.paddock.controlplane.project.ProjectDeleted;
import dev.paddock.controlplane.project.ProjectStore;
import dev.paddock.controlplane.storage.Digest;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Takes builds in, has reports made of them, and lets them go. Joins its callers' transactions.
@Singleton
public class Builds {

    /// Results that are stored.
    ///
    /// @param results a zip, a blob: files at its root or in one top folder; whoever sends it here has refused what
    ///     nobody should unpack, and nobody here relies on that
    /// @param bytes the blob's size
    /// @param by who sent them
    public record Received(BuildKey key, Digest results, long bytes, String by) {}

    /// What became of them.
    public enum Reception {
        /// The build is there, and its report will be made.
        TAKEN,
        /// The project has a build of this name.
        BUILD_EXISTS,
        /// There is no such project.
        NO_PROJECT
    }

    /// The kind of owner that a build's results belong to.
    public static final String RESULTS = "build";

    /// The kind of owner that a publication's files belong to.
    public static final String FILES = "publication";

    /// The kind of owner that a project's history belongs to.
    public static final String HISTORY = "report-history";

    private static final ReportConfig SERVERS = new ReportConfig(Map.of(), List.of());

    private final BuildStore store;
    private final ProjectStore projects;
    private final GenerationQueue queue;
    private final BlobReferences references;
    private final Event<ReportsWanted> wanted;
    private final Event<BuildsDeleted> gone;

    Builds(
            BuildStore store,
            ProjectStore projects,
            GenerationQueue queue,
            BlobReferences references,
            Event<ReportsWanted> wanted,
            Event<BuildsDeleted> gone) {
        this.store = store;
        this.projects = projects;
        this.queue = queue;
        this.references = references;
        this.wanted = wanted;
        this.gone = gone;
    }

    /// Makes a build of results that have come, and asks for its report.
    @Transactional(Transactional.TxType.MANDATORY)
    public Reception receive(Received received) {
        BuildKey key = received.key();
        if (!projects.hold(key.environment(), key.project())) {
            return Reception.NO_PROJECT;
        }
        Optional<String> id = store.insert(received);
        if (id.isEmpty()) {
            return Reception.BUILD_EXISTS;
        }
        if (!references.add(RESULTS, id.get(), List.of(received.results())).isEmpty()) {
            throw new IllegalStateException("the results of " + key + " are not stored");
        }
        ask(id.get(), key, SERVERS);
        return Reception.TAKEN;
    }

    /// A build; empty when there is none.
    public Optional<BuildView> find(BuildKey key) {
        return store.find(key);
    }

    /// Asks for a new report of a build; false when there is no such build. One that has not been begun is replaced,
    /// one that is being made is followed.
    @Transactional
    public boolean regenerate(BuildKey key, ReportConfig overrides) {
        Optional<String> id = store.lock(key);
        id.ifPresent(build -> ask(build, key, overrides));
        return id.isPresent();
    }

    private void ask(String build, BuildKey key, ReportConfig overrides) {
        queue.add(build, key, overrides);
        wanted.fire(new ReportsWanted());
    }

    /// Deletes a build and all that is of it; false when there is none. What is being made of it comes to nothing.
    @Transactional
    public boolean delete(BuildKey key) {
        Optional<String> id = store.lock(key);
        id.ifPresent(build -> delete(List.of(build)));
        return id.isPresent();
    }

    /// Deletes builds by their ids, those that are there.
    ///
    /// @return how many bytes of theirs nothing else refers to
    @Transactional
    public long delete(List<String> ids) {
        Removed removed = remove(ids);
        gone.fire(new BuildsDeleted(removed.builds()));
        return removed.freed();
    }

    private record Removed(List<BuildKey> builds, long freed) {}

    private Removed remove(List<String> ids) {
        List<String> there = store.lock(ids);
        long freed = references.drop(FILES, store.publications(there)) + references.drop(RESULTS, there);
        return new Removed(store.delete(there), freed);
    }

    /// How many bytes the deletion of these would free.
    public long bytes(List<String> ids) {
        return references.bytesOfNobodyElse(FILES, store.publications(ids))
                + references.bytesOfNobodyElse(RESULTS, ids);
    }

    /// The newest builds within the limits.
    public List<BuildView> newest(Scope scope, int limit) {
        List<String> within = scope.bindableProjects();
        return within == null ? store.newest(limit) : store.newest(within, limit);
    }

    @Transactional(Transactional.TxType.MANDATORY)
    void deleted(@Observes ProjectDeleted project) {
        // Their uploads go with the project, and nobody is told of them.
        remove(store.ids(project.environmentId(), project.projectId()));
        references.drop(HISTORY, project.environmentId() + "/" + project.projectId());
        queue.forget(project.environmentId(), project.projectId());
    }
}
