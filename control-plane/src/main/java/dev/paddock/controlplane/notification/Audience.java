package dev.paddock.controlplane.notification;

import org.jspecify.annotations.Nullable;

/// Whom a notice is for: all who may read, but for those that this leaves out.
///
/// @param repository the id of the repository it is about; null = of none
/// @param project the project of the report server it is about, as `environment/project`; null = of none
/// @param managers whether only those see it who may manage
/// @param recipient who alone sees it, as the ledger names callers; null = nobody in particular
public record Audience(
        @Nullable String repository,
        @Nullable String project,
        boolean managers,
        @Nullable String recipient) {

    /// Those who may see the repository.
    public static Audience ofRepository(String repository) {
        return new Audience(repository, null, false, null);
    }

    /// Those who may see the project.
    public static Audience ofProject(String project) {
        return new Audience(null, project, false, null);
    }

    /// Those who may manage, and whose credentials have no limits.
    public static Audience ofManagers() {
        return new Audience(null, null, true, null);
    }

    /// Of these, one alone.
    public Audience only(String reader) {
        return new Audience(repository, project, managers, reader);
    }
}
