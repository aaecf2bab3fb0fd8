package dev.paddock.standalone.source;

import dev.paddock.standalone.CouldNotRun;
import dev.paddock.standalone.UsageError;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.jspecify.annotations.Nullable;

/// A git repository on this machine, found from any folder inside it.
final class LocalRepository {

    private final FileRepositoryBuilder builder;
    private final Path path;

    private LocalRepository(FileRepositoryBuilder builder, Path path) {
        this.builder = builder;
        this.path = path;
    }

    /// The repository that `path` is in, or a bare one at `path`; throws [UsageError] when there is none.
    static LocalRepository at(Path path) {
        var builder = new FileRepositoryBuilder().findGitDir(path.toFile());
        if (builder.getGitDir() == null) {
            throw new UsageError(path + " is not in a git repository; give the path of one or its URL.");
        }
        return new LocalRepository(builder, path);
    }

    /// What to review: `head`, or `HEAD`, of this repository, as a commit. What is not committed
    /// yet is warned of, since nobody will see it.
    Source source(@Nullable String head, @Nullable String base, Consumer<String> warn) {
        try (var repository = builder.setMustExist(true).build()) {
            String commit = commit(repository, head == null ? Constants.HEAD : head);
            String since = base == null ? null : commit(repository, base);
            if (head == null && !repository.isBare() && hasUncommittedChanges(repository)) {
                warn.accept("There are uncommitted changes; they are not reviewed.");
            }
            Path folder = shared(repository).toPath().toRealPath();
            return new Source(FileUrl.of(folder), branch(repository, head), commit, since, folder);
        } catch (IOException e) {
            throw new CouldNotRun("The repository %s cannot be read: %s.".formatted(path, e.getMessage()), e);
        }
    }

    private String commit(Repository repository, String ref) throws IOException {
        ObjectId id;
        try {
            id = repository.resolve(ref + "^{commit}");
        } catch (IllegalArgumentException e) {
            throw new UsageError("\"" + ref + "\" is not a ref; give a branch, a tag or a commit.");
        } catch (IOException e) {
            throw new UsageError("\"%s\" is no commit of %s: %s.".formatted(ref, path, e.getMessage()));
        }
        if (id == null
                && repository.resolve(Constants.HEAD) == null
                && repository.getRefDatabase().getRefs().isEmpty()) {
            throw new CouldNotRun("The repository %s is empty; commit something to review.".formatted(path));
        }
        if (id == null) {
            throw new UsageError("There is no branch, tag or commit \"%s\" in %s.".formatted(ref, path));
        }
        return id.name();
    }

    /// The branch that the commit is the tip of, where `head` names one.
    private static @Nullable String branch(Repository repository, @Nullable String head) throws IOException {
        var ref = repository.exactRef(head == null ? Constants.HEAD : Constants.R_HEADS + head);
        String name = ref == null ? "" : ref.getTarget().getName();
        return name.startsWith(Constants.R_HEADS) ? Repository.shortenRefName(name) : null;
    }

    private static boolean hasUncommittedChanges(Repository repository) {
        try (var git = new Git(repository)) {
            return !git.status().call().isClean();
        } catch (GitAPIException e) {
            // Only a warning depends on it.
            return false;
        }
    }

    /// The folder that a clone is made from; a linked work tree has its commits elsewhere.
    private static File shared(Repository repository) {
        File common = repository.getCommonDirectory();
        return common.getName().equals(Constants.DOT_GIT)
                ? common.getAbsoluteFile().getParentFile()
                : common;
    }
}
