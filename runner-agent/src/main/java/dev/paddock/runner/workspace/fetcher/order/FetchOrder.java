package dev.paddock.runner.workspace.fetcher.order;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the child is to do: one line of JSON on its standard input, so that the credential is on no command line and on
/// no disk.
///
/// @param name how messages call the repository
/// @param uri the checked clone URL
/// @param auth the `Authorization` header; null = none
/// @param wanted which commits
/// @param all true = list every file of the commit, else the changed ones
/// @param only when not empty, only these paths are listed
/// @param limits what may be taken in
/// @param folders where to work
public record FetchOrder(
        String name,
        String uri,
        @Nullable String auth,
        Wanted wanted,
        boolean all,
        List<String> only,
        Limits limits,
        Folders folders) {

    /// Commits of the repository.
    ///
    /// @param commit 40 hex digits
    /// @param base 40 hex digits; null = the commit's first parent
    /// @param branch looked through where the server serves no commit by its id
    /// @param depth commits to fetch at first
    public record Wanted(
            String commit, @Nullable String base, @Nullable String branch, int depth) {}

    /// Budgets.
    ///
    /// @param files files of the commit, and of the change
    /// @param bytes of the commit's files
    public record Limits(int files, long bytes) {}

    /// Absolute paths.
    ///
    /// @param git an empty folder for the fetched objects
    /// @param tree an empty folder for the commit's files
    /// @param answer where to write the [FetchAnswer]
    /// @param ssh keys and known hosts of the runner; null = `ssh` is not served
    public record Folders(
            String git,
            String tree,
            String answer,
            @Nullable String ssh) {}
}
