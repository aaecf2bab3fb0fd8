package dev.paddock.controlplane.access;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a caller's credentials are limited to: whose objects they may see and change. What lies outside is answered as
/// if it did not exist.
///
/// @param repositories ids of repositories; null = no limit
/// @param projects projects of the report server; none of them when `repositories` is a limit and these are empty
public record Scope(@Nullable Set<String> repositories, Set<String> projects) {

    /// How projects are named: by a word, or by their environment's and their own with `/` between.
    public static final Pattern PROJECT = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}(/[a-z0-9][a-z0-9._-]{0,62})?");

    /// No limit at all.
    public static final Scope ALL = new Scope(null, Set.of());

    /// Nothing at all.
    public static final Scope NOTHING = new Scope(Set.of(), Set.of());

    public Scope {
        repositories = repositories == null ? null : Set.copyOf(repositories);
        projects = Set.copyOf(projects);
    }

    /// Whether there is a limit.
    public boolean limited() {
        return repositories != null;
    }

    /// Whether the repository's objects may be seen.
    public boolean includes(String repositoryId) {
        return repositories == null || repositories.contains(repositoryId);
    }

    /// Whether the project of an environment may be seen.
    public boolean includesProject(String environment, String project) {
        return repositories == null || projects.contains(environment + "/" + project);
    }

    /// Whether the environment may be seen: it has, or may have, a project that may be.
    public boolean includesEnvironment(String environment) {
        return repositories == null || projects.stream().anyMatch(project -> project.startsWith(environment + "/"));
    }

    /// What a list's statement binds where it is about projects:
    /// `(:within::text[] is null or environment_id || '/' || project_id = any(:within))`; null = no limit.
    public @Nullable List<String> bindableProjects() {
        return repositories == null ? null : List.copyOf(projects);
    }

    /// What a list's statement binds: `(:scope::text[] is null or repository_id = any(:scope))`; null = no limit.
    public @Nullable List<String> bindable() {
        return repositories == null ? null : List.copyOf(repositories);
    }
}
