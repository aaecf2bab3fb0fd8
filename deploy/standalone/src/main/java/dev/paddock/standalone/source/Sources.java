package dev.paddock.standalone.source;

import dev.paddock.standalone.UsageError;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds out what a person means by a repository: a folder of this machine or a URL.
///
/// @param here the folder the person stands in
/// @param warn gets what the person should know, one sentence each
public record Sources(Path here, Consumer<String> warn) {

    private static final Pattern URL = Pattern.compile("(?i)[a-z][a-z0-9+.-]*://.*");

    /// `host:path`, as git and ssh write it; a lone letter would be a drive.
    private static final Pattern SCP_LIKE = Pattern.compile("(?:([^/:@\\s]+)@)?([^/:@\\s]{2,}):([^/].*)");

    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

    /// Throws [UsageError] when there is no such repository or ref, and
    /// [dev.paddock.standalone.CouldNotRun] when it holds nothing to review.
    ///
    /// @param repository a URL or a path; null = where the person stands
    /// @param head what to review; null = the default branch, or a local repository's `HEAD`
    /// @param base what changed since this is reviewed
    public Source find(@Nullable String repository, @Nullable String head, @Nullable String base) {
        if (repository == null) {
            return LocalRepository.at(here).source(head, base, warn);
        }
        if (repository.regionMatches(true, 0, "file://", 0, "file://".length())) {
            return local(folder(repository), head, base);
        }
        if (URL.matcher(repository).matches()) {
            return remote(repository, head, base);
        }
        Path path = path(repository);
        var scpLike = SCP_LIKE.matcher(repository);
        if (!Files.exists(path) && scpLike.matches()) {
            String user = scpLike.group(1) == null ? "" : scpLike.group(1) + "@";
            return remote("ssh://" + user + scpLike.group(2) + "/" + scpLike.group(3), head, base);
        }
        return local(path, head, base);
    }

    private Source local(Path path, @Nullable String head, @Nullable String base) {
        if (!Files.isDirectory(path)) {
            throw new UsageError("There is no folder " + path + "; give the path of a git repository or its URL.");
        }
        return LocalRepository.at(path).source(head, base, warn);
    }

    private static Source remote(String url, @Nullable String head, @Nullable String base) {
        boolean isCommit = head != null && COMMIT.matcher(head).matches();
        return new Source(url, isCommit ? null : head, isCommit ? head : null, base, null);
    }

    private static Path folder(String url) {
        try {
            return FileUrl.folder(url);
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new UsageError(url + " is not a URL; percent-encode what is special in it, or give the plain path.");
        }
    }

    private Path path(String text) {
        try {
            return here.resolve(text).normalize();
        } catch (InvalidPathException e) {
            throw new UsageError("\"" + text + "\" is neither a URL nor a path.");
        }
    }
}
